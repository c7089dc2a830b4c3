package t2drl.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import t2drl.common.Json;
import t2drl.common.UserException;
import t2drl.kernel.Precision;
import t2drl.kernel.SavedState;

/** Reads what {@link CheckpointWriter} has written. Nothing is taken from a file before its checksum has been found right. */
final class CheckpointReader implements AutoCloseable {
    private static final int PIECE = 1 << 15;
    private static final long MAX_HEADER_BYTES = 1 << 22;

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer bytes = ByteBuffer.allocate(PIECE * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final JsonNode header;
    private final long dataStart;

    /** Opens a whole file, undamaged. */
    CheckpointReader(Path file) throws IOException, UnsoundException {
        this.file = file;
        channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            requireChecksum();
            read(0, Long.BYTES);
            long length = bytes.getLong();
            if (length < 2 || length > MAX_HEADER_BYTES || length > channel.size() - Long.BYTES) {
                throw new UnsoundException("it has no header");
            }
            dataStart = Long.BYTES + length;
            byte[] json = new byte[(int) length];
            readFully(Long.BYTES, ByteBuffer.wrap(json));
            header = parse(json);
        } catch (IOException | UnsoundException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static JsonNode parse(byte[] json) throws UnsoundException {
        try {
            return Json.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UnsoundException("its header is not JSON");
        }
    }

    private void requireChecksum() throws IOException, UnsoundException {
        long end = channel.size() - Long.BYTES;
        if (end < Long.BYTES) {
            throw new UnsoundException("it is cut short");
        }
        CRC32C checksum = new CRC32C();
        for (long at = 0; at < end; at += bytes.capacity()) {
            read(at, (int) Math.min(bytes.capacity(), end - at));
            checksum.update(bytes);
        }
        read(end, Long.BYTES);
        if (bytes.getLong() != checksum.getValue()) {
            throw new UnsoundException("it is cut short or was changed");
        }
    }

    /** What the file says about itself. */
    Map<String, String> about() {
        Map<String, String> about = new LinkedHashMap<>();
        header.path("__metadata__")
                .properties()
                .forEach(entry -> about.put(entry.getKey(), entry.getValue().asText()));
        return about;
    }

    /**
     * Fills all entries of {@code state}, or none.
     *
     * @throws UserException if the file holds other entries
     * @throws UnsoundException if it does not hold what its header says
     */
    void restore(SavedState state, Precision precision) throws IOException, UnsoundException {
        List<SavedState.Item> items = state.items();
        Set<String> unused = new HashSet<>();
        header.fieldNames().forEachRemaining(unused::add);
        unused.removeAll(Set.of("__metadata__", CheckpointWriter.CHECKSUM));
        for (SavedState.Item item : items) {
            JsonNode entry = header.path(item.name());
            StoredItem.Type type = StoredItem.of(item, precision).type();
            if (!unused.remove(item.name())
                    || !entry.path("dtype").asText().equals(type.name())
                    || length(entry) > StoredItem.room(item)) {
                throw mismatch(item.name());
            }
            if (!holds(start(entry), length(entry), type)) {
                throw new UnsoundException("%s lies outside it".formatted(item.name()));
            }
        }
        if (!unused.isEmpty()) {
            throw mismatch(unused.iterator().next());
        }
        for (SavedState.Item item : items) {
            JsonNode entry = header.get(item.name());
            restore(item, precision, dataStart + start(entry), (int) length(entry));
        }
    }

    private boolean holds(long start, long length, StoredItem.Type type) throws IOException {
        long end = channel.size() - Long.BYTES - dataStart;
        return start >= 0 && start <= end && length >= 0 && length <= (end - start) / type.bytes;
    }

    private static long start(JsonNode entry) {
        return entry.path("data_offsets").path(0).asLong();
    }

    private static long length(JsonNode entry) {
        return entry.path("shape").path(0).asLong();
    }

    private UserException mismatch(String name) {
        return new UserException(
                "%s does not fit this program, which differs in %s: go on with the program that wrote it (%s)."
                        .formatted(file, name, about().getOrDefault("program", "unknown")));
    }

    private void restore(SavedState.Item item, Precision precision, long start, int length) throws IOException {
        int size = StoredItem.of(item, precision).type().bytes;
        for (int at = 0; at < length; at += PIECE) {
            int n = Math.min(PIECE, length - at);
            read(start + (long) at * size, n * size);
            switch (item) {
                case SavedState.Count count -> count.set().accept(bytes.getLong());
                case SavedState.Integers integers -> {
                    int[] piece = new int[n];
                    bytes.asIntBuffer().get(piece);
                    integers.indices().write(at, piece, 0, n);
                }
                case SavedState.Numbers numbers
                when precision == Precision.DOUBLE -> {
                    double[] piece = new double[n];
                    bytes.asDoubleBuffer().get(piece);
                    numbers.buffer().write(at, piece, 0, n);
                }
                case SavedState.Numbers numbers -> {
                    float[] piece = new float[n];
                    bytes.asFloatBuffer().get(piece);
                    numbers.buffer().write(at, piece, 0, n);
                }
            }
        }
    }

    /** The next {@code count} bytes from {@code at} on into {@link #bytes}, ready to be taken out. */
    private void read(long at, int count) throws IOException {
        readFully(at, bytes.clear().limit(count));
        bytes.flip();
    }

    private void readFully(long at, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            int n = channel.read(target, at + target.position());
            if (n < 0) {
                throw new EOFException("the file ended early");
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
