package t2drl.policy.onnx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import t2drl.kernel.Activation;
import t2drl.kernel.ChainShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.ParameterLayout;
import t2drl.kernel.Prediction;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.SharedShape;
import t2drl.kernel.scalar.StepTerms;

/** The nodes of one network, with its weights as constants. Chains are unrolled; what is the same in all their steps is computed once. */
final class OnnxNetworks {
    private final OnnxGraph graph;
    private final ParameterLayout layout;
    private final float[] parameters;

    /** Names of constants that several steps read. */
    private final Map<String, String> constants = new HashMap<>();

    OnnxNetworks(OnnxGraph graph, NetworkShape shape, float[] parameters) {
        this.graph = graph;
        this.layout = shape.layout();
        this.parameters = parameters;
    }

    /** {@code x [batch, inputs] -> [batch, outputs]}. */
    String mlp(MlpShape shape, String x) {
        return activate(shape.output(), mlpAfter(shape.activation(), dense("0", x), "2", "4"));
    }

    /** From the first layer's pre-activations to the last layer's. */
    private String mlpAfter(Activation activation, String first, String second, String last) {
        return dense(last, activate(activation, dense(second, activate(activation, first))));
    }

    /** {@code x [batch, users, inputs] -> [batch, users, outputs]}. */
    String shared(SharedShape shape, String x) {
        String first = add(product(x, transposed("net.1", 0, shape.inputs())), vector("net.1.bias"));
        return sharedAfter(shape, first);
    }

    /** From the first layer's pre-activations to the output. */
    private String sharedAfter(SharedShape shape, String first) {
        String h = activate(shape.activation(), first);
        h = activate(shape.activation(), pooledLayer(shape.hidden(), "net.2", h));
        h = activate(shape.activation(), pooledLayer(shape.hidden(), "net.3", h));
        return activate(shape.output(), add(product(h, transposed("net.4", 0, shape.hidden())), vector("net.4.bias")));
    }

    private String pooledLayer(int hidden, String name, String h) {
        String mean = graph.node(Map.of("keepdims", 1L), "ReduceMean", h, graph.constant(new long[] {1}));
        String pooled = add(product(mean, transposed(name + ".pool", 0, hidden)), vector(name + ".bias"));
        return add(product(h, transposed(name, 0, hidden)), pooled);
    }

    /** {@code state [batch, users, features], start [batch, 2 users], noise [steps - 1, batch, 2 users] -> [batch, 2 users]}. */
    String sharedChain(SharedChainShape shape, String state, String start, String noise) {
        int features = shape.features();
        String fromState = product(state, transposed("net.1", 0, features));
        String fromPairs = transposed("net.1", features, 2);
        float[] terms = StepTerms.of(shape, parameters);
        NoiseSchedule schedule = shape.schedule();
        String a = pairs(start);
        for (int l = schedule.steps(); l >= 1; l--) {
            String first = add(fromState, row(terms, l - 1, shape.hidden()));
            first = add(first, product(a, fromPairs));
            String predicted = sharedAfter(shape.network(), first);
            String clean = shape.prediction() == Prediction.CLEAN ? predicted : clean(schedule, l, a, predicted);
            a = previous(schedule, l, clean, a, l == 1 ? null : pairs(block(noise, schedule.steps() - l)));
        }
        return action(a);
    }

    /** {@code state [batch, state], start [batch, action], noise [steps - 1, batch, action] -> [batch, action]}. */
    String chain(ChainShape shape, String state, String start, String noise) {
        int action = shape.action();
        int width = shape.embedding();
        String fromState = product(state, transposed("trunk.0", action + width, shape.state()));
        String fromAction = transposed("trunk.0", 0, action);
        float[] terms = StepTerms.of(shape, parameters);
        NoiseSchedule schedule = shape.schedule();
        String a = start;
        for (int l = schedule.steps(); l >= 1; l--) {
            String first = add(fromState, row(terms, l - 1, shape.hidden()));
            first = add(first, product(a, fromAction));
            String eps = mlpAfter(shape.activation(), first, "trunk.2", "trunk.4");
            a = previous(
                    schedule, l, clean(schedule, l, a, eps), a, l == 1 ? null : block(noise, schedule.steps() - l));
        }
        return clip(a);
    }

    /** {@code a0hat}, from the noise that the network predicts. */
    private String clean(NoiseSchedule schedule, int l, String a, String eps) {
        return clip(graph.node("Sub", scaled(schedule.cleanFromNoisy(l), a), scaled(schedule.cleanFromNoise(l), eps)));
    }

    /** {@code a_{l-1}}; {@code z} is null in the last step. */
    private String previous(NoiseSchedule schedule, int l, String clean, String a, String z) {
        String mean = add(scaled(schedule.meanFromClean(l), clean), scaled(schedule.meanFromNoisy(l), a));
        return z == null ? mean : add(mean, scaled(schedule.deviation(l), z));
    }

    /** Block {@code i} of the noise. */
    private String block(String noise, int i) {
        return graph.node(Map.of("axis", 0L), "Gather", noise, graph.index(i));
    }

    /** {@code [batch, 2 users] -> [batch, users, 2]}. */
    private String pairs(String action) {
        String halves = graph.node("Reshape", action, graph.constant(new long[] {0, 2, -1}));
        return graph.node(Map.of("perm", new long[] {0, 2, 1}), "Transpose", halves);
    }

    /** {@code [batch, users, 2] -> [batch, 2 users]}. */
    String action(String pairs) {
        String halves = graph.node(Map.of("perm", new long[] {0, 2, 1}), "Transpose", pairs);
        return graph.node("Reshape", halves, graph.constant(new long[] {0, -1}));
    }

    private String dense(String name, String x) {
        int in = layout.entry(name + ".weight").shape().get(1);
        return graph.node("Gemm", x, transposed(name, 0, in), vector(name + ".bias"));
    }

    private String activate(Activation activation, String x) {
        return switch (activation) {
            case IDENTITY -> x;
            case RELU -> graph.node("Relu", x);
            case SILU -> graph.node("Mul", x, graph.node("Sigmoid", x));
            case MISH -> graph.node("Mish", x);
            case TANH -> graph.node("Tanh", x);
        };
    }

    private String clip(String x) {
        return graph.node("Clip", x, graph.constant(-1), graph.constant(1));
    }

    private String scaled(double factor, String x) {
        return graph.node("Mul", x, graph.constant(factor));
    }

    private String add(String x, String y) {
        return graph.node("Add", x, y);
    }

    private String product(String x, String matrix) {
        return graph.node("MatMul", x, matrix);
    }

    private String vector(String name) {
        return constants.computeIfAbsent(
                name, _ -> graph.constant(tensor(name), layout.entry(name).length()));
    }

    /** Columns {@code from .. from + count} of a weight, transposed: {@code [count, out]}. */
    private String transposed(String name, int from, int count) {
        return constants.computeIfAbsent(name + " " + from, _ -> transpose(name, from, count));
    }

    private String transpose(String name, int from, int count) {
        ParameterLayout.Entry weight = layout.entry(name + ".weight");
        int out = weight.shape().get(0);
        int in = weight.shape().get(1);
        float[] columns = new float[Math.multiplyExact(count, out)];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < count; i++) {
                columns[i * out + o] = parameters[weight.offset() + o * in + from + i];
            }
        }
        return graph.constant(columns, count, out);
    }

    private String row(float[] matrix, int row, int width) {
        return graph.constant(Arrays.copyOfRange(matrix, row * width, (row + 1) * width), width);
    }

    private float[] tensor(String name) {
        ParameterLayout.Entry entry = layout.entry(name);
        return Arrays.copyOfRange(parameters, entry.offset(), entry.offset() + entry.length());
    }
}
