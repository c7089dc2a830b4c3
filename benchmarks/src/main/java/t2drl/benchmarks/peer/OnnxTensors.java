package t2drl.benchmarks.peer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes an ONNX graph (opset 18) instead of computing: tensors are names in the graph. Blocks of an input are inputs of
 * their own: {@code noise_0}, {@code noise_1}, ...
 */
final class OnnxTensors implements ActorTensors<String> {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("actor");
    private final Map<String, float[]> weights = new HashMap<>();
    private final Map<String, long[]> shapes = new HashMap<>();
    private int names;

    /** The model that computes {@code output}. */
    byte[] model(String output, long... shape) {
        graph.addNode(
                NodeProto.newBuilder().setOpType("Identity").addInput(output).addOutput("action"));
        graph.addOutput(info("action", shape));
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(18))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    String input(String name, long... shape) {
        graph.addInput(info(name, shape));
        shapes.put(name, shape);
        return name;
    }

    /** What {@link #block} turns into inputs one by one. */
    String blocks(String name, long... shape) {
        shapes.put(name, shape);
        return name;
    }

    private static ValueInfoProto info(String name, long... shape) {
        TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
        for (long n : shape) {
            dims.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(n));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(dims)))
                .build();
    }

    private String fresh() {
        return "t" + names++;
    }

    private String node(String operator, List<String> inputs, AttributeProto... attributes) {
        String output = fresh();
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(Arrays.asList(attributes)));
        return output;
    }

    private static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private String integers(long... values) {
        String name = fresh();
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        graph.addInitializer(tensor);
        return name;
    }

    @Override
    public String constant(float[] values, long... shape) {
        String name = fresh();
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
        for (long n : shape) {
            tensor.addDims(n);
        }
        for (float value : values) {
            tensor.addFloatData(value);
        }
        graph.addInitializer(tensor);
        weights.put(name, values);
        shapes.put(name, shape);
        return name;
    }

    @Override
    public String parameter(float[] values, long... shape) {
        return constant(values, shape);
    }

    @Override
    public String linear(String x, String weight, String bias) {
        return node("Add", List.of(linear(x, weight), bias));
    }

    /** With the weight transposed beforehand. */
    @Override
    public String linear(String x, String weight) {
        float[] w = weights.get(weight);
        int out = (int) shapes.get(weight)[0];
        int in = (int) shapes.get(weight)[1];
        String transposed = weight + "_t";
        if (!weights.containsKey(transposed)) {
            float[] turned = new float[w.length];
            for (int o = 0; o < out; o++) {
                for (int i = 0; i < in; i++) {
                    turned[i * out + o] = w[o * in + i];
                }
            }
            TensorProto.Builder tensor = TensorProto.newBuilder()
                    .setName(transposed)
                    .setDataType(TensorProto.DataType.FLOAT.getNumber())
                    .addDims(in)
                    .addDims(out);
            for (float value : turned) {
                tensor.addFloatData(value);
            }
            graph.addInitializer(tensor);
            weights.put(transposed, turned);
        }
        return node("MatMul", List.of(x, transposed));
    }

    @Override
    public String relu(String x) {
        return node("Relu", List.of(x));
    }

    @Override
    public String silu(String x) {
        return multiply(x, node("Sigmoid", List.of(x)));
    }

    @Override
    public String mish(String x) {
        return node("Mish", List.of(x));
    }

    @Override
    public String tanh(String x) {
        return node("Tanh", List.of(x));
    }

    @Override
    public String clip(String x, double low, double high) {
        return node("Clip", List.of(x, constant(new float[] {(float) low}), constant(new float[] {(float) high})));
    }

    @Override
    public String add(String a, String b) {
        return node("Add", List.of(a, b));
    }

    @Override
    public String subtract(String a, String b) {
        return node("Sub", List.of(a, b));
    }

    @Override
    public String multiply(String a, String b) {
        return node("Mul", List.of(a, b));
    }

    @Override
    public String multiply(String a, double b) {
        return multiply(a, constant(new float[] {(float) b}));
    }

    @Override
    public String mean(String x, int axis) {
        return node("ReduceMean", List.of(x, integers(axis)));
    }

    @Override
    public String concatenate(int axis, List<String> parts) {
        return node("Concat", parts, attribute("axis", axis));
    }

    @Override
    public String block(String x, long index) {
        long[] shape = shapes.get(x);
        return input(x + "_" + index, Arrays.copyOfRange(shape, 1, shape.length));
    }

    @Override
    public String reshape(String x, long... shape) {
        return node("Reshape", List.of(x, integers(shape)));
    }

    @Override
    public String swapAxes(String x, int first, int second) {
        if (first != 1 || second != 2) {
            throw new UnsupportedOperationException("only the last two of three axes are swapped");
        }
        AttributeProto order = AttributeProto.newBuilder()
                .setName("perm")
                .setType(AttributeProto.AttributeType.INTS)
                .addInts(0)
                .addInts(2)
                .addInts(1)
                .build();
        return node("Transpose", List.of(x), order);
    }

    @Override
    public String expand(String x, long... shape) {
        return node("Expand", List.of(x, integers(shape)));
    }
}
