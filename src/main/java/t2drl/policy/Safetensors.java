package t2drl.policy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import t2drl.common.AtomicFiles;
import t2drl.common.Json;
import t2drl.common.UserException;

/**
 * The {@code safetensors} file format, for 32-bit floats: the length of the header (8 bytes, little-endian), the header (a
 * JSON object that says the type, shape and place of every tensor, padded with spaces so that tensors start at a multiple of 8), the
 * tensors one after the other (little-endian).
 */
public final class Safetensors {
    /** Longer files are not policies. */
    static final long MAX_FILE_BYTES = 1L << 30;

    private static final int ALIGNMENT = 8;

    private Safetensors() {}

    /** The file that holds {@code tensors}, in this order. */
    public static byte[] encode(List<Tensor> tensors) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("__metadata__", Map.of("format", "pt"));
        long end = 0;
        for (Tensor tensor : tensors) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", "F32");
            entry.put("shape", tensor.shape());
            long start = end;
            end += (long) Float.BYTES * tensor.values().length;
            entry.put("data_offsets", List.of(start, end));
            if (header.put(tensor.name(), entry) != null) {
                throw new IllegalArgumentException("two tensors named " + tensor.name());
            }
        }
        byte[] json = Json.line(header).getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] paddedJson = Arrays.copyOf(json, padded);
        Arrays.fill(paddedJson, json.length, padded, (byte) ' ');

        ByteBuffer file =
                ByteBuffer.allocate(Math.toIntExact(Long.BYTES + padded + end)).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(padded).put(paddedJson);
        for (Tensor tensor : tensors) {
            for (float value : tensor.values()) {
                file.putFloat(value);
            }
        }
        return file.array();
    }

    /**
     * Reads a file, in the order of its data. The file is taken to be hostile: everything that it claims is checked
     * against its real length before memory is taken for it.
     *
     * @throws UserException if the file cannot be read, is damaged, or holds anything but finite 32-bit floats
     */
    public static List<Tensor> read(Path file) {
        return new SafetensorsReader(file).decode(bytesOf(file, MAX_FILE_BYTES));
    }

    /** The whole of a regular file of at most {@code maxBytes}. */
    static byte[] bytesOf(Path file, long maxBytes) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new UserException(
                        "%s is missing or not a file: name a run folder that t2drl train has written.".formatted(file));
            }
            if (Files.size(file) > maxBytes) {
                throw new UserException("%s is longer than any policy: name another file.".formatted(file));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UserException(
                    "%s cannot be read (%s): check its permissions.".formatted(file, AtomicFiles.reason(e)), e);
        }
    }
}
