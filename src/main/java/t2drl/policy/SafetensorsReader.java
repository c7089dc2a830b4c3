package t2drl.policy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import t2drl.common.JsonTree;
import t2drl.common.Texts;
import t2drl.common.UserException;

/** Decodes one {@code safetensors} file, trusting nothing that it says. */
final class SafetensorsReader {
    private static final int MAX_HEADER_BYTES = 1 << 20;
    private static final int LONGEST_FAULT = 100;

    private final Path file;

    SafetensorsReader(Path file) {
        this.file = file;
    }

    /** What the header says of one tensor, checked by itself: {@code end - start} is 4 bytes times the product of the shape. */
    private record Entry(String name, List<Integer> shape, long start, long end) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return Long.compare(start, other.start);
        }
    }

    List<Tensor> decode(byte[] bytes) {
        ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < Long.BYTES) {
            throw fault("it has %d bytes, fewer than the length of a header".formatted(bytes.length));
        }
        long headerBytes = data.getLong();
        if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES) {
            throw fault("its header claims %s bytes, which is not from 2 to %d"
                    .formatted(Long.toUnsignedString(headerBytes), MAX_HEADER_BYTES));
        }
        if (headerBytes > data.remaining()) {
            throw fault("it is cut short: the header has %d bytes but only %d follow"
                    .formatted(headerBytes, data.remaining()));
        }
        byte[] header = new byte[(int) headerBytes];
        data.get(header);
        List<Entry> entries = entries(header);
        requireGapless(entries, data.remaining());

        List<Tensor> tensors = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            tensors.add(new Tensor(entry.name(), entry.shape(), values(entry, data)));
        }
        return tensors;
    }

    private List<Entry> entries(byte[] header) {
        if (header[0] != '{') {
            throw fault("its header does not start with '{'");
        }
        Object root;
        try {
            root = JsonTree.read(header);
        } catch (JsonTree.NotJsonException e) {
            throw fault("its header is not JSON (%s)".formatted(Texts.shorten(e.getMessage(), LONGEST_FAULT)));
        }
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<?, ?> field : ((Map<?, ?>) root).entrySet()) {
            if (!field.getKey().equals("__metadata__")) {
                entries.add(entry((String) field.getKey(), field.getValue()));
            }
        }
        Collections.sort(entries);
        return entries;
    }

    private Entry entry(String name, @Nullable Object value) {
        Map<?, ?> fields = value instanceof Map<?, ?> object ? object : Map.of();
        if (!(fields.get("dtype") instanceof String type) || !type.equals("F32")) {
            throw fault(name, "is of type %s and not F32".formatted(Texts.quote(String.valueOf(fields.get("dtype")))));
        }
        if (!(fields.get("shape") instanceof List<?> dimensions)
                || !(fields.get("data_offsets") instanceof List<?> offsets)
                || offsets.size() != 2) {
            throw fault(name, "lacks a shape or its two data_offsets");
        }
        List<Integer> shape = new ArrayList<>(dimensions.size());
        long bytes = Float.BYTES;
        for (Object dimension : dimensions) {
            long d = whole(dimension);
            // Both factors are at most MAX_FILE_BYTES, so the product does not overflow.
            bytes *= Math.clamp(d, 0, Safetensors.MAX_FILE_BYTES);
            if (d < 1 || bytes > Safetensors.MAX_FILE_BYTES) {
                throw fault(name, "has an impossible shape");
            }
            shape.add((int) d);
        }
        long start = whole(offsets.get(0));
        long end = whole(offsets.get(1));
        if (start < 0 || end < start || end - start != bytes) {
            throw fault(
                    name,
                    "needs %d bytes but its data_offsets are %s"
                            .formatted(bytes, Texts.shorten(offsets.toString(), LONGEST_FAULT)));
        }
        return new Entry(name, shape, start, end);
    }

    /** The number, or -1 if it is not a whole number of 64 bits. */
    private static long whole(@Nullable Object number) {
        return number instanceof Long whole ? whole : -1;
    }

    private void requireGapless(List<Entry> entries, long dataBytes) {
        long end = 0;
        for (Entry entry : entries) {
            if (entry.start() != end) {
                throw fault(
                        entry.name(),
                        "starts at byte %d and not where the one before it ends, at %d".formatted(entry.start(), end));
            }
            end = entry.end();
        }
        if (end != dataBytes) {
            throw fault("its tensors end at byte %d but %d bytes follow the header".formatted(end, dataBytes));
        }
    }

    private float[] values(Entry entry, ByteBuffer data) {
        float[] values = new float[(int) ((entry.end() - entry.start()) / Float.BYTES)];
        data.asFloatBuffer().get(values);
        data.position(data.position() + Float.BYTES * values.length);
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw fault(entry.name(), "holds %s at element %d".formatted(values[i], i));
            }
        }
        return values;
    }

    private UserException fault(String tensor, String what) {
        return fault("tensor %s %s".formatted(Texts.quote(tensor), what));
    }

    private UserException fault(String what) {
        return new UserException(
                "%s is not a sound policy file: %s; copy it again or train again.".formatted(file, what));
    }
}
