package t2drl.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import t2drl.common.UserException;

/** A part of a golden file that knows its place, so that every fault of the file is one sentence that says where. */
final class GoldenNode {
    /** The largest size or count: so that a file of a few lines cannot ask for all memory. */
    private static final int MOST = 100_000;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** More elements than any golden file needs, few enough for memory. */
    private static final long MOST_ELEMENTS = 1 << 28;

    private final JsonNode node;
    private final String file;
    private final String place;

    private GoldenNode(JsonNode node, String file, String place) {
        this.node = node;
        this.file = file;
        this.place = place;
    }

    static GoldenNode read(Path path) {
        String file = path.toString();
        if (!Files.isRegularFile(path)) {
            throw new UserException("There is no file " + file + ".");
        }
        try {
            return new GoldenNode(MAPPER.readTree(path.toFile()), file, "");
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
            throw new UserException(file + " is not a golden file: it is not valid JSON" + line + ".", e);
        } catch (IOException e) {
            throw new UserException("Cannot read " + file + ": " + e.getMessage() + ".", e);
        }
    }

    /** The place of this part in the file, such as {@code cases[0].expected.y}. */
    String place() {
        return place;
    }

    /** The file and the place in it, for messages. */
    String source() {
        return file + (place.isEmpty() ? "" : ", at " + place);
    }

    UserException fault(String what) {
        return new UserException(source() + ": " + what + ".");
    }

    JsonNode json() {
        return node;
    }

    boolean isList() {
        return node.isArray();
    }

    boolean has(String name) {
        return node.has(name);
    }

    GoldenNode get(String name) {
        JsonNode child = node.get(name);
        if (child == null) {
            throw fault("'" + name + "' is missing");
        }
        return new GoldenNode(child, file, place.isEmpty() ? name : place + "." + name);
    }

    /** The names of an object's parts. */
    List<String> names() {
        if (!node.isObject()) {
            throw fault("an object is needed here");
        }
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The elements of a list. */
    List<GoldenNode> list() {
        if (!node.isArray()) {
            throw fault("a list is needed here");
        }
        List<GoldenNode> elements = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            elements.add(new GoldenNode(node.get(i), file, place + "[" + i + "]"));
        }
        return elements;
    }

    boolean isNumber() {
        return node.isNumber();
    }

    double number() {
        if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw fault("a finite number is needed here");
        }
        return node.doubleValue();
    }

    double number(String name) {
        return get(name).number();
    }

    /** A whole number, at least {@code least} and at most {@link #MOST}. */
    int whole(String name, int least) {
        return whole(name, least, MOST);
    }

    private int whole(String name, int least, int most) {
        GoldenNode child = get(name);
        int value = child.node.canConvertToExactIntegral() && child.node.canConvertToInt() ? child.node.intValue() : -1;
        if (value < least || value > most) {
            throw child.fault("a whole number between " + least + " and " + most + " is needed here");
        }
        return value;
    }

    String text(String name) {
        GoldenNode child = get(name);
        if (!child.node.isTextual()) {
            throw child.fault("a text is needed here");
        }
        return child.node.textValue();
    }

    boolean isTensor() {
        return node.has("shape");
    }

    /** The number of elements of a tensor, from its shape. */
    int length() {
        long length = 1;
        for (GoldenNode extent : get("shape").list()) {
            double value = extent.number();
            if (value < 0 || value != Math.rint(value)) {
                throw extent.fault("a shape is made of whole numbers");
            }
            length = value > MOST_ELEMENTS ? MOST_ELEMENTS + 1 : Math.min(MOST_ELEMENTS + 1, length * (long) value);
        }
        if (length > MOST_ELEMENTS) {
            throw fault("the tensor is too large");
        }
        return (int) length;
    }

    /** The elements of a tensor that must have this shape, in row-major order. */
    double[] tensor(int... shape) {
        requireShape(shape);
        return elements();
    }

    /** The elements of a tensor of any shape, in row-major order. */
    double[] elements() {
        if (has("formula")) {
            return formula(length());
        }
        double[] data = get("data").numbers();
        if (data.length != length()) {
            throw fault("the tensor has %d elements, its shape says %d".formatted(data.length, length()));
        }
        return data;
    }

    private void requireShape(int... shape) {
        List<GoldenNode> extents = get("shape").list();
        boolean same = extents.size() == shape.length;
        for (int i = 0; same && i < shape.length; i++) {
            same = extents.get(i).number() == shape[i];
        }
        if (!same) {
            throw fault("the tensor's shape must be "
                    + List.of(Arrays.stream(shape).boxed().toArray()));
        }
    }

    /** The integer hash that stands for long inputs; all arithmetic wraps at 32 bits. */
    private double[] formula(int length) {
        GoldenNode formula = get("formula");
        int t = formula.whole("t", 0, Integer.MAX_VALUE);
        double scale = formula.number("scale");
        double[] values = new double[length];
        for (int k = 0; k < length; k++) {
            int x = k * (int) 2654435761L + t * (int) 2246822519L;
            x ^= x >>> 16;
            x *= (int) 2246822507L;
            x ^= x >>> 13;
            x *= (int) 3266489909L;
            x ^= x >>> 16;
            values[k] = scale * ((x >>> 8) / 8388608.0 - 1);
        }
        return values;
    }

    /** Lists in lists of this shape as one row-major array of finite numbers. */
    double[] array(int... shape) {
        requireNested(shape, 0);
        double[] values = new double[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        collect(shape.length, values, 0);
        return values;
    }

    /** Fails on a wrong size before any memory is asked for. */
    private void requireNested(int[] shape, int depth) {
        if (depth < shape.length) {
            List<GoldenNode> elements = list();
            if (elements.size() != shape[depth]) {
                throw fault(
                        "the list has %d elements where the case needs %d".formatted(elements.size(), shape[depth]));
            }
            elements.forEach(element -> element.requireNested(shape, depth + 1));
        }
    }

    private int collect(int depth, double[] values, int filled) {
        if (depth == 0) {
            values[filled] = number();
            return filled + 1;
        }
        int at = filled;
        for (GoldenNode element : list()) {
            at = element.collect(depth - 1, values, at);
        }
        return at;
    }

    /** As {@link #array}, but whole numbers from 0 to {@code end - 1}. */
    int[] indices(int end, int... shape) {
        double[] values = array(shape);
        int[] indices = new int[values.length];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = (int) values[i];
            if (indices[i] != values[i] || indices[i] < 0 || indices[i] >= end) {
                throw fault("whole numbers from 0 to %d are needed here".formatted(end - 1));
            }
        }
        return indices;
    }

    /** A plain list of numbers. */
    double[] numbers() {
        if (!node.isArray()) {
            throw fault("a list of numbers is needed here");
        }
        double[] values = new double[node.size()];
        for (int i = 0; i < values.length; i++) {
            JsonNode element = node.get(i);
            if (!element.isNumber() || !Double.isFinite(element.doubleValue())) {
                throw fault("element " + i + " is not a finite number");
            }
            values[i] = element.doubleValue();
        }
        return values;
    }
}
