package t2drl.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import t2drl.common.DivergedException;
import t2drl.common.Json;
import t2drl.kernel.Precision;
import t2drl.kernel.SavedState;

/**
 * Writes one checkpoint: a {@code safetensors} file with one tensor for every entry of a {@link SavedState} and, as the last one, {@value #CHECKSUM}, the CRC32C
 * of all bytes before it. Numbers have the precision of their device, so nothing is rounded.
 */
final class CheckpointWriter {
    static final String CHECKSUM = "checksum";

    private static final int PIECE = 1 << 15;

    private final FileChannel channel;
    private final ByteBuffer bytes = ByteBuffer.allocate(PIECE * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C checksum = new CRC32C();

    private CheckpointWriter(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Writes {@code state} and waits until the disk has it. {@code about} goes into the file's metadata.
     *
     * @throws DivergedException if a number is not finite: the file is then not whole
     */
    static void write(Path file, SavedState state, Precision precision, Map<String, String> about) throws IOException {
        List<StoredItem> items = state.items().stream()
                .map(item -> StoredItem.of(item, precision))
                .toList();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            CheckpointWriter writer = new CheckpointWriter(channel);
            byte[] header = header(items, about);
            writer.bytes.putLong(header.length);
            writer.flush();
            writer.writeAll(ByteBuffer.wrap(header));
            for (StoredItem item : items) {
                writer.write(item);
            }
            writer.bytes.putLong(writer.checksum.getValue());
            writer.flush();
            channel.force(true);
        }
    }

    private static byte[] header(List<StoredItem> items, Map<String, String> about) {
        ObjectNode header = Json.MAPPER.createObjectNode();
        about.forEach(header.putObject("__metadata__")::put);
        long end = 0;
        for (StoredItem item : items) {
            ObjectNode entry = header.putObject(item.item().name());
            entry.put("dtype", item.type().name());
            entry.putArray("shape").add(item.length());
            entry.putArray("data_offsets").add(end).add(end += item.bytes());
        }
        ObjectNode entry = header.putObject(CHECKSUM);
        entry.put("dtype", StoredItem.Type.I64.name());
        entry.putArray("shape").add(1);
        entry.putArray("data_offsets").add(end).add(end + Long.BYTES);
        return Json.line(header).getBytes(StandardCharsets.UTF_8);
    }

    private void write(StoredItem stored) throws IOException {
        for (int at = 0; at < stored.length(); at += PIECE) {
            int n = Math.min(PIECE, stored.length() - at);
            switch (stored.item()) {
                case SavedState.Count count -> bytes.putLong(0, count.get().getAsLong());
                case SavedState.Integers integers -> {
                    int[] piece = new int[n];
                    integers.indices().read(at, piece, 0, n);
                    bytes.asIntBuffer().put(piece);
                }
                case SavedState.Numbers numbers
                when stored.type() == StoredItem.Type.F64 -> {
                    double[] piece = new double[n];
                    numbers.buffer().read(at, piece, 0, n);
                    for (int i = 0; i < n; i++) {
                        requireFinite(piece[i], numbers.name(), at + i);
                    }
                    bytes.asDoubleBuffer().put(piece);
                }
                case SavedState.Numbers numbers -> {
                    float[] piece = new float[n];
                    numbers.buffer().read(at, piece, 0, n);
                    for (int i = 0; i < n; i++) {
                        requireFinite(piece[i], numbers.name(), at + i);
                    }
                    bytes.asFloatBuffer().put(piece);
                }
            }
            bytes.position(n * stored.type().bytes);
            flush();
        }
    }

    private static void requireFinite(double value, String name, int at) {
        if (!Double.isFinite(value)) {
            throw new DivergedException("element %d of %s is %s".formatted(at, name, value));
        }
    }

    private void flush() throws IOException {
        writeAll(bytes.flip());
        bytes.clear();
    }

    private void writeAll(ByteBuffer source) throws IOException {
        checksum.update(source.duplicate());
        while (source.hasRemaining()) {
            channel.write(source);
        }
    }
}
