package t2drl.benchmarks.peer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import java.util.List;
import java.util.function.Supplier;

/** DJL on its PyTorch engine. Outside of {@link #backward} it differentiates nothing. */
final class DjlTensors implements Tensors<NDArray> {
    /** DJL adds epsilon before it corrects for the bias: with this one the first step is that of {@code networks.md}. */
    private static final double FIRST_EPSILON = 1e-8 * Math.sqrt(1 - 0.999);

    private final Engine engine;
    private final NDManager manager;

    public DjlTensors(int threads) {
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        engine = Engine.getEngine("PyTorch");
        manager = engine.newBaseManager();
    }

    @Override
    public Scope scope() {
        NDScope scope = new NDScope();
        scope.suppressNotUsedWarning();
        return scope::close;
    }

    @Override
    public Scope noGradients() {
        return () -> {};
    }

    @Override
    public double backward(Supplier<NDArray> loss) {
        try (GradientCollector collector = engine.newGradientCollector()) {
            NDArray value = loss.get();
            collector.backward(value);
            return value.toFloatArray()[0];
        }
    }

    @Override
    public NDArray constant(float[] values, long... shape) {
        return manager.create(values, new Shape(shape));
    }

    @Override
    public NDArray parameter(float[] values, long... shape) {
        NDArray parameter = constant(values, shape);
        parameter.setRequiresGradient(true);
        return parameter;
    }

    @Override
    public void write(NDArray tensor, float[] values) {
        tensor.set(values);
    }

    @Override
    public float[] read(NDArray tensor) {
        return tensor.toFloatArray();
    }

    @Override
    public float[] gradient(NDArray parameter) {
        return parameter.getGradient().toFloatArray();
    }

    @Override
    public void drawNormal(NDArray tensor) {
        manager.randomNormal(tensor.getShape()).copyTo(tensor);
    }

    @Override
    public Optimizer adam(List<NDArray> parameters, double learningRate) {
        Adam adam = Adam.builder()
                .optLearningRateTracker(Tracker.fixed((float) learningRate))
                .optEpsilon((float) FIRST_EPSILON)
                .build();
        return new Optimizer() {
            private boolean differentiated;

            @Override
            public void zeroGradients() {
                if (differentiated) {
                    parameters.forEach(parameter -> parameter.getGradient().muli(0));
                }
                differentiated = true;
            }

            @Override
            public void step() {
                for (int i = 0; i < parameters.size(); i++) {
                    NDArray parameter = parameters.get(i);
                    adam.update(Integer.toString(i), parameter, parameter.getGradient());
                }
            }
        };
    }

    @Override
    public void follow(NDArray target, NDArray source, double rate) {
        target.muli(1 - rate).addi(source.mul(rate));
    }

    @Override
    public NDArray detach(NDArray x) {
        return x.stopGradient();
    }

    @Override
    public NDArray linear(NDArray x, NDArray weight, NDArray bias) {
        return Linear.linear(x, weight, bias).singletonOrThrow();
    }

    @Override
    public NDArray linear(NDArray x, NDArray weight) {
        return Linear.linear(x, weight).singletonOrThrow();
    }

    @Override
    public NDArray relu(NDArray x) {
        return Activation.relu(x);
    }

    @Override
    public NDArray silu(NDArray x) {
        return Activation.swish(x, 1);
    }

    @Override
    public NDArray mish(NDArray x) {
        return x.mul(Activation.softPlus(x).tanh()); // Activation.mish takes the logarithm to base 2
    }

    @Override
    public NDArray tanh(NDArray x) {
        return x.tanh();
    }

    @Override
    public NDArray log(NDArray x) {
        return x.log();
    }

    @Override
    public NDArray softmax(NDArray x, int axis) {
        return x.softmax(axis);
    }

    @Override
    public NDArray clip(NDArray x, double low, double high) {
        return x.clip(low, high);
    }

    @Override
    public NDArray add(NDArray a, NDArray b) {
        return a.add(b);
    }

    @Override
    public NDArray add(NDArray a, double b) {
        return a.add((float) b);
    }

    @Override
    public NDArray subtract(NDArray a, NDArray b) {
        return a.sub(b);
    }

    @Override
    public NDArray multiply(NDArray a, NDArray b) {
        return a.mul(b);
    }

    @Override
    public NDArray multiply(NDArray a, double b) {
        return a.mul((float) b);
    }

    @Override
    public NDArray divide(NDArray a, NDArray b) {
        return a.div(b);
    }

    @Override
    public NDArray mean(NDArray x, int axis) {
        return x.mean(new int[] {axis}, true);
    }

    @Override
    public NDArray mean(NDArray x) {
        return x.mean();
    }

    @Override
    public NDArray sum(NDArray x, int axis) {
        return x.sum(new int[] {axis}, true);
    }

    @Override
    public NDArray runningSum(NDArray x) {
        return x.cumSum(1);
    }

    @Override
    public NDArray concatenate(int axis, List<NDArray> parts) {
        return NDArrays.concat(new NDList(parts), axis);
    }

    @Override
    public NDArray narrow(NDArray x, int axis, long from, long count) {
        return axis == 0 ? x.get(from + ":" + (from + count)) : x.get(":, " + from + ":" + (from + count));
    }

    @Override
    public NDArray block(NDArray x, long index) {
        return x.get(index);
    }

    @Override
    public NDArray reshape(NDArray x, long... shape) {
        return x.reshape(shape);
    }

    @Override
    public NDArray swapAxes(NDArray x, int first, int second) {
        return x.swapAxes(first, second);
    }

    @Override
    public NDArray expand(NDArray x, long... shape) {
        return x.broadcast(shape);
    }

    @Override
    public NDArray descendingOrder(NDArray x) {
        return x.argSort(1, false);
    }

    @Override
    public NDArray gather(NDArray x, NDArray index) {
        return x.gather(index, 1);
    }

    @Override
    public NDArray largest(NDArray x) {
        return x.argMax(1).expandDims(1);
    }

    @Override
    public NDArray lastTrue(NDArray condition, int most) {
        return condition
                .toType(DataType.INT64, false)
                .sum(new int[] {1}, true)
                .sub(1)
                .clip(0, most)
                .toType(DataType.INT64, false);
    }

    @Override
    public NDArray greater(NDArray a, NDArray b) {
        return a.gt(b);
    }

    @Override
    public NDArray greater(NDArray a, double b) {
        return a.gt((float) b);
    }

    @Override
    public NDArray atLeast(NDArray a, NDArray b) {
        return a.gte(b);
    }

    @Override
    public NDArray atMost(NDArray a, double b) {
        return a.lte((float) b);
    }

    @Override
    public NDArray both(NDArray a, NDArray b) {
        return a.logicalAnd(b);
    }

    @Override
    public NDArray number(NDArray condition) {
        return condition.toType(DataType.FLOAT32, false);
    }

    @Override
    public NDArray choose(NDArray condition, NDArray yes, NDArray no) {
        return NDArrays.where(condition, yes, no);
    }

    @Override
    public NDArray meanSquaredError(NDArray q, NDArray y) {
        return q.sub(y).square().mean();
    }

    @Override
    public NDArray huber(NDArray q, NDArray y) {
        NDArray size = q.sub(y).abs();
        return NDArrays.where(size.lte(1f), size.square().mul(0.5f), size.sub(0.5f))
                .mean();
    }
}
