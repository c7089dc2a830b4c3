package t2drl.benchmarks.peer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** LibTorch through bytedeco's bindings. */
final class LibtorchTensors implements Tensors<Tensor> {
    private final Map<Double, Scalar> scalars = new HashMap<>();

    public LibtorchTensors(int threads) {
        torch.set_num_threads(threads);
    }

    @Override
    public Scope scope() {
        PointerScope scope = new PointerScope();
        return scope::close;
    }

    @Override
    public Scope noGradients() {
        AutoGradMode mode = new AutoGradMode(false);
        return mode::close;
    }

    @Override
    public double backward(Supplier<Tensor> loss) {
        Tensor value = loss.get();
        value.backward();
        return value.item_float();
    }

    @Override
    public Tensor constant(float[] values, long... shape) {
        return Tensor.create(values, shape);
    }

    @Override
    public Tensor parameter(float[] values, long... shape) {
        return Tensor.create(values, shape).set_requires_grad(true);
    }

    @Override
    public void write(Tensor tensor, float[] values) {
        tensor.data_ptr_float().put(values);
    }

    @Override
    public float[] read(Tensor tensor) {
        float[] values = new float[(int) tensor.numel()];
        try (Tensor rows = tensor.contiguous();
                FloatPointer data = rows.data_ptr_float()) {
            data.get(values);
        }
        return values;
    }

    @Override
    public float[] gradient(Tensor parameter) {
        return read(parameter.grad());
    }

    @Override
    public void drawNormal(Tensor tensor) {
        tensor.normal_();
    }

    @Override
    public Optimizer adam(List<Tensor> parameters, double learningRate) {
        Adam adam = new Adam(new TensorVector(parameters.toArray(Tensor[]::new)), new AdamOptions(learningRate));
        return new Optimizer() {
            @Override
            public void zeroGradients() {
                adam.zero_grad();
            }

            @Override
            public void step() {
                adam.step();
            }
        };
    }

    @Override
    public void follow(Tensor target, Tensor source, double rate) {
        target.lerp_(source, scalar(rate));
    }

    @Override
    public Tensor detach(Tensor x) {
        return x.detach();
    }

    @Override
    public Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        return torch.linear(x, weight, bias);
    }

    @Override
    public Tensor linear(Tensor x, Tensor weight) {
        return torch.linear(x, weight);
    }

    @Override
    public Tensor relu(Tensor x) {
        return torch.relu(x);
    }

    @Override
    public Tensor silu(Tensor x) {
        return torch.silu(x);
    }

    @Override
    public Tensor mish(Tensor x) {
        return torch.mish(x);
    }

    @Override
    public Tensor tanh(Tensor x) {
        return torch.tanh(x);
    }

    @Override
    public Tensor log(Tensor x) {
        return x.log();
    }

    @Override
    public Tensor softmax(Tensor x, int axis) {
        return x.softmax(axis);
    }

    @Override
    public Tensor clip(Tensor x, double low, double high) {
        return x.clamp(new ScalarOptional(scalar(low)), new ScalarOptional(scalar(high)));
    }

    @Override
    public Tensor add(Tensor a, Tensor b) {
        return a.add(b);
    }

    @Override
    public Tensor add(Tensor a, double b) {
        return a.add(scalar(b));
    }

    @Override
    public Tensor subtract(Tensor a, Tensor b) {
        return a.sub(b);
    }

    @Override
    public Tensor multiply(Tensor a, Tensor b) {
        return a.mul(b);
    }

    @Override
    public Tensor multiply(Tensor a, double b) {
        return a.mul(scalar(b));
    }

    @Override
    public Tensor divide(Tensor a, Tensor b) {
        return a.div(b);
    }

    @Override
    public Tensor mean(Tensor x, int axis) {
        return x.mean(new long[] {axis}, true, new ScalarTypeOptional());
    }

    @Override
    public Tensor mean(Tensor x) {
        return x.mean();
    }

    @Override
    public Tensor sum(Tensor x, int axis) {
        return x.sum(new long[] {axis}, true, new ScalarTypeOptional());
    }

    @Override
    public Tensor runningSum(Tensor x) {
        return x.cumsum(1);
    }

    @Override
    public Tensor concatenate(int axis, List<Tensor> parts) {
        return torch.cat(new TensorVector(parts.toArray(Tensor[]::new)), axis);
    }

    @Override
    public Tensor narrow(Tensor x, int axis, long from, long count) {
        return x.narrow(axis, from, count);
    }

    @Override
    public Tensor block(Tensor x, long index) {
        return x.select(0, index);
    }

    @Override
    public Tensor reshape(Tensor x, long... shape) {
        return x.reshape(shape);
    }

    @Override
    public Tensor swapAxes(Tensor x, int first, int second) {
        return x.transpose(first, second);
    }

    @Override
    public Tensor expand(Tensor x, long... shape) {
        return x.expand(shape);
    }

    @Override
    public Tensor descendingOrder(Tensor x) {
        return x.sort(1, true).get1();
    }

    @Override
    public Tensor gather(Tensor x, Tensor index) {
        return x.gather(1, index);
    }

    @Override
    public Tensor largest(Tensor x) {
        return x.argmax(new LongOptional(1), true);
    }

    @Override
    public Tensor lastTrue(Tensor condition, int most) {
        return condition
                .sum(new long[] {1}, true, new ScalarTypeOptional())
                .add(new Scalar(-1L))
                .clamp(new ScalarOptional(new Scalar(0L)), new ScalarOptional(new Scalar((long) most)));
    }

    @Override
    public Tensor greater(Tensor a, Tensor b) {
        return a.gt(b);
    }

    @Override
    public Tensor greater(Tensor a, double b) {
        return a.gt(scalar(b));
    }

    @Override
    public Tensor atLeast(Tensor a, Tensor b) {
        return a.ge(b);
    }

    @Override
    public Tensor atMost(Tensor a, double b) {
        return a.le(scalar(b));
    }

    @Override
    public Tensor both(Tensor a, Tensor b) {
        return a.logical_and(b);
    }

    @Override
    public Tensor number(Tensor condition) {
        return condition.to(torch.ScalarType.Float);
    }

    @Override
    public Tensor choose(Tensor condition, Tensor yes, Tensor no) {
        return torch.where(condition, yes, no);
    }

    @Override
    public Tensor meanSquaredError(Tensor q, Tensor y) {
        return torch.mse_loss(q, y);
    }

    @Override
    public Tensor huber(Tensor q, Tensor y) {
        return torch.huber_loss(q, y);
    }

    /** Made once: scopes must not free them. */
    private Scalar scalar(double value) {
        return scalars.computeIfAbsent(value, v -> new Scalar(v.doubleValue()).retainReference());
    }
}
