package t2drl.policy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import t2drl.common.AtomicFiles;
import t2drl.common.Json;
import t2drl.common.Sha256;
import t2drl.common.UserException;
import t2drl.kernel.ChainShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.ParameterLayout;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.SharedShape;

/**
 * A policy on disk: its weights ({@value #WEIGHTS}, with the names and layout of PyTorch) and its manifest ({@value #MANIFEST}).
 * The manifest names the weights' SHA-256, so that the files of two policies cannot be mixed.
 */
public final class PolicyFiles {
    public static final String WEIGHTS = "policy.safetensors";
    public static final String MANIFEST = "policy.json";

    private static final long MAX_MANIFEST_BYTES = 1 << 22;
    private static final String WEIGHTS_SHA256 = "weights_sha256";
    private static final JsonMapper MAPPER = Json.MAPPER
            .rebuild()
            .addMixIn(NetworkShape.class, ShapeByKind.class)
            .build();

    private PolicyFiles() {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = MlpShape.class, name = "mlp"),
        @JsonSubTypes.Type(value = ChainShape.class, name = "chain"),
        @JsonSubTypes.Type(value = SharedShape.class, name = "shared"),
        @JsonSubTypes.Type(value = SharedChainShape.class, name = "shared_chain")
    })
    private interface ShapeByKind {}

    /**
     * Writes both files into an existing folder.
     *
     * @throws UserException if they cannot be written
     */
    public static void save(Path folder, Policy policy) {
        byte[] weights = Safetensors.encode(tensors(policy));
        ObjectNode manifest = MAPPER.valueToTree(policy.manifest());
        manifest.put(WEIGHTS_SHA256, Sha256.hex(weights));
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
        ObjectNode json = readObject(manifestFile);
        requireVersion(json.path("format_version"), manifestFile);
        JsonNode expectedSha256 = json.path(WEIGHTS_SHA256);
        json.remove(WEIGHTS_SHA256);
        addPrediction(json);
        Manifest manifest = readManifest(json, manifestFile);

        byte[] weights = Safetensors.bytesOf(weightsFile, Safetensors.MAX_FILE_BYTES);
        List<Tensor> tensors = new SafetensorsReader(weightsFile).decode(weights);
        if (!expectedSha256.asText().equals(Sha256.hex(weights))) {
            throw new UserException(
                    "%s and %s in %s do not belong together or were changed: copy both again from the same run."
                            .formatted(WEIGHTS, MANIFEST, folder));
        }
        return new Policy(manifest, parameters(manifest, tensors, folder));
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
        Map<String, Tensor> unused = new HashMap<>(tensors.stream().collect(Collectors.toMap(Tensor::name, t -> t)));
        Map<String, float[]> parameters = new LinkedHashMap<>();
        manifest.networks().forEach((network, shape) -> {
            ParameterLayout layout = layoutOf(network, shape, folder);
            List<float[]> parts = new ArrayList<>();
            for (ParameterLayout.Entry entry : layout.entries()) {
                Tensor tensor = unused.remove(network + "." + entry.name());
                if (tensor == null || !tensor.shape().equals(entry.shape())) {
                    throw disagreement(
                            folder,
                            "%s.%s should have shape %s but %s"
                                    .formatted(
                                            network,
                                            entry.name(),
                                            entry.shape(),
                                            tensor == null ? "is missing" : "has shape " + tensor.shape()));
                }
                parts.add(tensor.values());
            }
            parameters.put(network, concatenation(parts));
        });
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

    private static float[] concatenation(List<float[]> parts) {
        float[] whole = new float[parts.stream().mapToInt(p -> p.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    private static ObjectNode readObject(Path file) {
        byte[] bytes = Safetensors.bytesOf(file, MAX_MANIFEST_BYTES);
        try {
            if (MAPPER.readTree(bytes) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            // The same sentence serves text that is not JSON and JSON that is not an object.
        }
        throw new UserException("%s is not a JSON object: copy it again or train again.".formatted(file));
    }

    private static void requireVersion(JsonNode version, Path file) {
        if (!version.isInt() || version.intValue() != Manifest.FORMAT_VERSION) {
            throw new UserException(
                    "%s is of format version '%s', but this program reads version %d: use the program that wrote it."
                            .formatted(file, SafetensorsReader.quote(version.toString()), Manifest.FORMAT_VERSION));
        }
    }

    /** Chains of the shared family predicted nothing but the clean action at first, and their manifests do not say so. */
    private static void addPrediction(ObjectNode json) {
        for (JsonNode shape : json.path("networks")) {
            if (shape instanceof ObjectNode chain && chain.path("kind").asText().equals("shared_chain")) {
                chain.putIfAbsent("prediction", TextNode.valueOf("clean"));
            }
        }
    }

    private static Manifest readManifest(ObjectNode json, Path file) {
        try {
            return MAPPER.treeToValue(json, Manifest.class);
        } catch (JsonProcessingException e) {
            String where = e instanceof JsonMappingException m
                    ? m.getPath().stream()
                            .map(r -> r.getFieldName() == null ? String.valueOf(r.getIndex()) : r.getFieldName())
                            .collect(Collectors.joining("."))
                    : "";
            throw new UserException(
                    "%s has a missing, unknown or wrong value at '%s': copy it again or train again."
                            .formatted(file, SafetensorsReader.quote(where)),
                    e);
        }
    }

    private static UserException disagreement(Path folder, String what) {
        return new UserException("%s and %s in %s disagree: %s; copy both again from the same run."
                .formatted(MANIFEST, WEIGHTS, folder, SafetensorsReader.quote(what)));
    }
}
