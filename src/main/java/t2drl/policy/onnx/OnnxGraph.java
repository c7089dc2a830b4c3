package t2drl.policy.onnx;

import java.util.Map;
import t2drl.common.Version;

/**
 * Builds one ONNX model (https://onnx.ai/onnx/repo-docs/IR.html), node by node, in an order in which it can run. Numbers of fields are those of {@code
 * onnx.proto}. Every method that adds something returns the name of the value it gives.
 */
final class OnnxGraph {
    /** A dimension that is settled when the model runs. */
    record Free(String name) {}

    private static final int IR_VERSION = 8;
    private static final int OPSET = 18;
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_INTS = 7;

    private final String name;
    private final Protobuf nodes = new Protobuf();
    private final Protobuf constants = new Protobuf();
    private final Protobuf inputs = new Protobuf();
    private final Protobuf outputs = new Protobuf();
    private int values;

    OnnxGraph(String name) {
        this.name = name;
    }

    /** An input of floats; {@code shape} holds numbers and {@link Free}. */
    String input(String input, Object... shape) {
        inputs.message(11, value(input, shape));
        return input;
    }

    /** Names a value as an output of floats. */
    void output(String value, String output, Object... shape) {
        named(output, Map.of(), "Identity", value);
        outputs.message(12, value(output, shape));
    }

    String constant(float[] numbers, long... shape) {
        return constant(FLOAT, new Protobuf().floats(9, numbers), shape);
    }

    String constant(double number) {
        return constant(new float[] {(float) number});
    }

    String constant(long[] numbers) {
        return constant(INT64, new Protobuf().longs(9, numbers), numbers.length);
    }

    String index(long number) {
        return constant(INT64, new Protobuf().longs(9, new long[] {number}));
    }

    private String constant(int type, Protobuf data, long... shape) {
        String constant = next();
        Protobuf tensor = new Protobuf();
        for (long dimension : shape) {
            tensor.number(1, dimension);
        }
        tensor.number(2, type).text(8, constant);
        constants.message(5, new Protobuf().append(tensor).append(data));
        return constant;
    }

    String node(String type, String... operands) {
        return named(next(), Map.of(), type, operands);
    }

    /** An attribute is a {@code Long} or a {@code long[]}. */
    String node(Map<String, Object> attributes, String type, String... operands) {
        return named(next(), attributes, type, operands);
    }

    private String named(String result, Map<String, Object> attributes, String type, String... operands) {
        Protobuf node = new Protobuf();
        for (String operand : operands) {
            node.text(1, operand);
        }
        node.text(2, result).text(3, result).text(4, type);
        attributes.forEach((key, value) -> node.message(5, attribute(key, value)));
        nodes.message(1, node);
        return result;
    }

    byte[] toByteArray() {
        Protobuf graph = new Protobuf()
                .append(nodes)
                .text(2, name)
                .append(constants)
                .append(inputs)
                .append(outputs);
        return new Protobuf()
                .number(1, IR_VERSION)
                .text(2, "t2drl")
                .text(3, Version.current())
                .message(7, graph)
                .message(8, new Protobuf().text(1, "").number(2, OPSET))
                .toByteArray();
    }

    private static Protobuf attribute(String key, Object value) {
        Protobuf attribute = new Protobuf().text(1, key);
        if (value instanceof long[] numbers) {
            for (long number : numbers) {
                attribute.number(8, number);
            }
            return attribute.number(20, ATTRIBUTE_INTS);
        }
        return attribute.number(3, (Long) value).number(20, ATTRIBUTE_INT);
    }

    private static Protobuf value(String value, Object[] shape) {
        Protobuf dimensions = new Protobuf();
        for (Object dimension : shape) {
            dimensions.message(
                    1,
                    dimension instanceof Free free
                            ? new Protobuf().text(2, free.name())
                            : new Protobuf().number(1, (Integer) dimension));
        }
        Protobuf tensor = new Protobuf().number(1, FLOAT).message(2, dimensions);
        return new Protobuf().text(1, value).message(2, new Protobuf().message(1, tensor));
    }

    private String next() {
        return "v" + values++;
    }
}
