package t2drl.policy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import t2drl.common.AtomicFiles;
import t2drl.common.Json;
import t2drl.common.JsonTree;
import t2drl.common.Texts;
import t2drl.common.UserException;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.ParameterLayout;

/**
 * A policy on disk: its weights ({@value #WEIGHTS}, with the names and layout of PyTorch) and its manifest ({@value #MANIFEST}), which names the weights' CRC-32, so that the files of
 * two policies do not get mixed. (A cryptographic digest would guard against no more without a signature, and took half of the time of a process's first policy.)
 */
public final class PolicyFiles {
    public static final String WEIGHTS = "policy.safetensors";
    public static final String MANIFEST = "policy.json";

    private static final long MAX_MANIFEST_BYTES = 1 << 22;
    private static final int LONGEST_FAULT = 100;
    private static final String WEIGHTS_CRC32 = "weights_crc32";

    private PolicyFiles() {}

    /**
     * Writes both files into an existing folder.
     *
     * @throws UserException if they cannot be written
     */
    public static void save(Path folder, Policy policy) {
        byte[] weights = Safetensors.encode(tensors(policy));
        Map<String, Object> manifest = ManifestJson.write(policy.manifest());
        manifest.put(WEIGHTS_CRC32, crc32(weights));
        AtomicFiles.write(folder.resolve(WEIGHTS), weights);
        AtomicFiles.write(folder.resolve(MANIFEST), Json.pretty(manifest));
    }

    /**
     * Reads both files and checks that they belong together.
     *
     * @throws UserException if a file is missing or damaged, or they disagree
     */
    public static Policy load(Path folder) {
        Path manifestFile = folder.resolve(MANIFEST);
        Path weightsFile = folder.resolve(WEIGHTS);
        Map<String, Object> json = readObject(manifestFile);
        requireVersion(json.get("format_version"), manifestFile);
        Object expected = json.remove(WEIGHTS_CRC32);
        Manifest manifest = ManifestJson.read(new Fields(manifestFile, "", json));

        byte[] weights = Safetensors.bytesOf(weightsFile, Safetensors.MAX_FILE_BYTES);
        List<Tensor> tensors = new SafetensorsReader(weightsFile).decode(weights);
        if (!crc32(weights).equals(expected)) {
            throw new UserException(
                    "%s and %s in %s do not belong together or were changed: copy both again from the same run."
                            .formatted(WEIGHTS, MANIFEST, folder));
        }
        return new Policy(manifest, parameters(manifest, tensors, folder));
    }

    /** In 8 hexadecimal digits. */
    private static String crc32(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private static List<Tensor> tensors(Policy policy) {
        List<Tensor> tensors = new ArrayList<>();
        policy.manifest().networks().forEach((network, shape) -> {
            float[] values = policy.parameters().get(network);
            if (values == null || values.length != shape.layout().size()) {
                throw new IllegalArgumentException("parameters of %s do not fit %s".formatted(network, shape));
            }
            for (ParameterLayout.Entry entry : shape.layout().entries()) {
                tensors.add(new Tensor(
                        network + "." + entry.name(),
                        entry.shape(),
                        Arrays.copyOfRange(values, entry.offset(), entry.offset() + entry.length())));
            }
        });
        return tensors;
    }

    private static Map<String, float[]> parameters(Manifest manifest, List<Tensor> tensors, Path folder) {
        Map<String, Tensor> unused = new HashMap<>();
        for (Tensor tensor : tensors) {
            unused.put(tensor.name(), tensor);
        }
        Map<String, float[]> parameters = new LinkedHashMap<>();
        for (Map.Entry<String, NetworkShape> network : manifest.networks().entrySet()) {
            ParameterLayout layout = layoutOf(network.getKey(), network.getValue(), folder);
            // Tensors of impossible sizes are not in the file, so they are found before memory is taken.
            List<float[]> parts = new ArrayList<>();
            for (ParameterLayout.Entry entry : layout.entries()) {
                String name = network.getKey() + "." + entry.name();
                Tensor tensor = unused.remove(name);
                if (tensor == null || !tensor.shape().equals(entry.shape())) {
                    throw disagreement(
                            folder,
                            "%s should have shape %s but %s"
                                    .formatted(
                                            name,
                                            entry.shape(),
                                            tensor == null ? "is missing" : "has shape " + tensor.shape()));
                }
                parts.add(tensor.values());
            }
            parameters.put(network.getKey(), concatenation(parts, layout.size()));
        }
        if (!unused.isEmpty()) {
            throw disagreement(folder, "%d tensors belong to no network".formatted(unused.size()));
        }
        return parameters;
    }

    private static ParameterLayout layoutOf(String network, NetworkShape shape, Path folder) {
        try {
            return shape.layout();
        } catch (ArithmeticException e) {
            throw disagreement(folder, "network %s is impossibly large".formatted(network));
        }
    }

    private static float[] concatenation(List<float[]> parts, int length) {
        float[] whole = new float[length];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    @SuppressWarnings("unchecked") // JsonTree's objects have texts for keys
    private static Map<String, Object> readObject(Path file) {
        byte[] bytes = Safetensors.bytesOf(file, MAX_MANIFEST_BYTES);
        try {
            if (JsonTree.read(bytes) instanceof Map<?, ?> object) {
                return (Map<String, Object>) object;
            }
        } catch (JsonTree.NotJsonException e) {
            // The same sentence serves text that is not JSON and JSON that is not an object.
        }
        throw new UserException("%s is not a JSON object: copy it again or train again.".formatted(file));
    }

    private static void requireVersion(@Nullable Object version, Path file) {
        if (!(version instanceof Long number) || number != Manifest.FORMAT_VERSION) {
            throw new UserException(
                    "%s is of format version %s, but this program reads version %d: use the program that wrote it, or train again."
                            .formatted(file, Texts.quote(String.valueOf(version)), Manifest.FORMAT_VERSION));
        }
    }

    private static UserException disagreement(Path folder, String what) {
        return new UserException("%s and %s in %s disagree: %s; copy both again from the same run."
                .formatted(MANIFEST, WEIGHTS, folder, Texts.shorten(what, LONGEST_FAULT)));
    }
}
