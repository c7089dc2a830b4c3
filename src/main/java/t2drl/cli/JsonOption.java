package t2drl.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import t2drl.common.AtomicFiles;
import t2drl.common.Json;

/** {@code --json}. */
final class JsonOption {
    @Option(names = "--json", paramLabel = "FILE", description = "Writes the results to a file as JSON, too.")
    private @Nullable Path file;

    /** Fails early if the file could not be written. */
    void check() {
        if (file != null) {
            AtomicFiles.requireWritable(file);
        }
    }

    /** Writes {@code results} if there is a file to write to. */
    void write(Object results) {
        if (file != null) {
            AtomicFiles.write(file, Json.pretty(results));
        }
    }
}
