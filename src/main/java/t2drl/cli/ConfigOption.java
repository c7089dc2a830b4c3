package t2drl.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import t2drl.config.Configuration;
import t2drl.config.ConfigurationReader;

/** {@code --config}. */
final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration, YAML or JSON (see t2drl config); without it, the defaults.")
    private @Nullable Path file;

    /** What the file says, or the defaults. */
    Configuration read() {
        return file == null ? Configuration.defaults() : ConfigurationReader.read(file);
    }
}
