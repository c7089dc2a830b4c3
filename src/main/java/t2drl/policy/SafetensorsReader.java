package t2drl.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import t2drl.common.Json;
import t2drl.common.UserException;

/** Decodes one {@code safetensors} file, trusting nothing that it says. */
final class SafetensorsReader {
    private static final int MAX_HEADER_BYTES = 1 << 20;
    private static final int LONGEST_QUOTE = 100;

    private final Path file;

    SafetensorsReader(Path file) {
        this.file = file;
    }

    /** What the header says of one tensor, checked by itself: {@code end - start} is 4 bytes times the product of the shape. */
    private record Entry(String name, List<Integer> shape, long start, long end) {}

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
        JsonNode root;
        try {
            root = Json.MAPPER.readTree(header);
        } catch (JsonProcessingException e) {
            throw fault("its header is not JSON (%s)".formatted(quote(e.getOriginalMessage())));
        } catch (IOException e) {
            throw fault("its header is not UTF-8 text");
        }
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (!field.getKey().equals("__metadata__")) {
                entries.add(entry(field.getKey(), field.getValue()));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::start));
        return entries;
    }

    private Entry entry(String name, JsonNode node) {
        String tensor = "tensor '" + quote(name) + "'";
        if (!node.path("dtype").asText().equals("F32")) {
            throw fault("%s is of type '%s' and not F32"
                    .formatted(tensor, quote(node.path("dtype").asText())));
        }
        JsonNode shapeNode = node.path("shape");
        JsonNode offsets = node.path("data_offsets");
        if (!shapeNode.isArray() || !offsets.isArray() || offsets.size() != 2) {
            throw fault(tensor + " lacks a shape or its two data_offsets");
        }
        List<Integer> shape = new ArrayList<>(shapeNode.size());
        long bytes = Float.BYTES;
        for (JsonNode dimension : shapeNode) {
            long d = whole(dimension);
            // Both factors are at most MAX_FILE_BYTES, so the product does not overflow.
            bytes *= Math.clamp(d, 0, Safetensors.MAX_FILE_BYTES);
            if (d < 1 || bytes > Safetensors.MAX_FILE_BYTES) {
                throw fault(tensor + " has an impossible shape");
            }
            shape.add((int) d);
        }
        long start = whole(offsets.get(0));
        long end = whole(offsets.get(1));
        if (start < 0 || end < start || end - start != bytes) {
            throw fault("%s needs %d bytes but its data_offsets are %s"
                    .formatted(tensor, bytes, quote(offsets.toString())));
        }
        return new Entry(name, shape, start, end);
    }

    /** The number, or -1 if it is not a whole number of 64 bits. */
    private static long whole(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : -1;
    }

    private void requireGapless(List<Entry> entries, long dataBytes) {
        long end = 0;
        for (Entry entry : entries) {
            if (entry.start() != end) {
                throw fault("tensor '%s' starts at byte %d and not where the one before it ends, at %d"
                        .formatted(quote(entry.name()), entry.start(), end));
            }
            end = entry.end();
        }
        if (end != dataBytes) {
            throw fault("its tensors end at byte %d but %d bytes follow the header".formatted(end, dataBytes));
        }
    }

    private float[] values(Entry entry, ByteBuffer data) {
        float[] values = new float[(int) ((entry.end() - entry.start()) / Float.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = data.getFloat();
            if (!Float.isFinite(values[i])) {
                throw fault("tensor '%s' holds %s at element %d".formatted(quote(entry.name()), values[i], i));
            }
        }
        return values;
    }

    private UserException fault(String what) {
        return new UserException(
                "%s is not a sound policy file: %s; copy it again or train again.".formatted(file, what));
    }

    /** Text of a hostile file, fit for one line of a terminal. */
    static String quote(String text) {
        String printable = text.replaceAll("[^\\p{Print}]", "?");
        return printable.length() <= LONGEST_QUOTE ? printable : printable.substring(0, LONGEST_QUOTE) + "...";
    }
}
