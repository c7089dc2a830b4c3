package t2drl.study;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import t2drl.common.AtomicFiles;
import t2drl.common.Json;
import t2drl.common.UserException;
import t2drl.method.TrainingMetrics;

/** Metrics as JSON, one object a line, each on disk as soon as it is known. */
public final class MetricsLog implements AutoCloseable {
    private final Path file;
    private final BufferedWriter writer;
    private final List<TrainingMetrics> all = new ArrayList<>();

    MetricsLog(Path file) {
        this.file = file;
        try {
            writer = Files.newBufferedWriter(file);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Appends one line. */
    public void append(TrainingMetrics metrics) {
        all.add(metrics);
        try {
            writer.write(Json.line(metrics));
            writer.write('\n');
            writer.flush();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Everything appended so far. */
    public List<TrainingMetrics> all() {
        return List.copyOf(all);
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private UserException unwritable(IOException e) {
        return new UserException(
                "%s cannot be written (%s): free some space or name another folder with --out."
                        .formatted(file, AtomicFiles.reason(e)),
                e);
    }
}
