package t2drl.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import t2drl.common.AtomicFiles;
import t2drl.common.Json;
import t2drl.common.UserException;
import t2drl.kernel.SavedState;
import t2drl.method.TrainingMetrics;

/** Metrics as JSON, one object a line, each in the file as soon as it is known. The file's channel belongs to the caller. */
public final class MetricsLog {
    private final Path file;
    private final FileChannel channel;
    private final List<TrainingMetrics> all = new ArrayList<>();
    private long bytes;

    /** Appends to what the channel holds up to byte 0, or to what {@link #listState} restores. */
    MetricsLog(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Appends one line. */
    public void append(TrainingMetrics metrics) {
        ByteBuffer line = ByteBuffer.wrap((Json.line(metrics) + "\n").getBytes(StandardCharsets.UTF_8));
        long end = bytes + line.remaining();
        try {
            while (line.hasRemaining()) {
                channel.write(line, end - line.remaining());
            }
        } catch (IOException e) {
            throw new UserException(
                    "%s cannot be written (%s): free some space, then go on with --resume."
                            .formatted(file, AtomicFiles.reason(e)),
                    e);
        }
        bytes = end;
        all.add(metrics);
    }

    /** Everything appended so far, what was restored included. */
    public List<TrainingMetrics> all() {
        return List.copyOf(all);
    }

    /** Its state is its length: lines that a run wrote after its last checkpoint are cut off when it goes on from there. */
    public void listState(SavedState state) {
        state.add("metrics_bytes", this::lengthOnDisk, this::restore);
    }

    private long lengthOnDisk() {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes;
    }

    /** Cuts the file to {@code length} bytes and takes over the lines that are left. */
    public void restore(long length) {
        try {
            if (length > channel.size()) {
                throw new UserException(
                        "%s is shorter than when the run's checkpoint was written: copy the folder again or train again."
                                .formatted(file));
            }
            channel.truncate(length);
            ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(length));
            while (content.hasRemaining() && channel.read(content, content.position()) >= 0) {}
            all.clear();
            for (String line :
                    new String(content.array(), StandardCharsets.UTF_8).lines().toList()) {
                all.add(parse(line));
            }
            bytes = length;
        } catch (JsonProcessingException e) {
            throw new UserException("%s is damaged: copy the folder again or train again.".formatted(file), e);
        } catch (IOException e) {
            throw new UserException(
                    "%s cannot be read (%s): copy the folder again or train again."
                            .formatted(file, AtomicFiles.reason(e)),
                    e);
        }
    }

    private static TrainingMetrics parse(String line) throws IOException {
        ObjectNode json = Json.read(line.getBytes(StandardCharsets.UTF_8), ObjectNode.class);
        json.properties().forEach(entry -> {
            if (entry.getValue().isNull()) {
                entry.setValue(DoubleNode.valueOf(Double.NaN)); // what is not finite is written as null
            }
        });
        return Json.MAPPER.treeToValue(json, TrainingMetrics.class);
    }
}
