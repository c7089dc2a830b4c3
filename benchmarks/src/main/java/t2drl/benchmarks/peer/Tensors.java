package t2drl.benchmarks.peer;

import java.util.List;
import java.util.function.Supplier;

/** What learners need besides: the action map, losses, differentiation, optimisers. Results live until the surrounding {@link #scope} closes. */
interface Tensors<T> extends ActorTensors<T> {
    /** Resources held for one update or decision. */
    interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /** An optimiser over some parameters. */
    interface Optimizer {
        void zeroGradients();

        void step();
    }

    /** Results of operations inside are freed when it closes. */
    Scope scope();

    /** Nothing inside is differentiated. */
    Scope noGradients();

    /** Runs {@code loss} and differentiates what it returns; gives the loss. */
    double backward(Supplier<T> loss);

    void write(T tensor, float[] values);

    float[] read(T tensor);

    /** The gradient of the last {@link #backward}. */
    float[] gradient(T parameter);

    /** Fills a tensor that stays with standard normal numbers. */
    void drawNormal(T tensor);

    Optimizer adam(List<T> parameters, double learningRate);

    /** {@code target = (1 - rate) * target + rate * source}, outside of differentiation. */
    void follow(T target, T source, double rate);

    /** The same numbers, as a constant. */
    T detach(T x);

    T log(T x);

    T softmax(T x, int axis);

    T add(T a, double b);

    T divide(T a, T b);

    T mean(T x);

    /** Sum over one axis, which stays with length 1. */
    T sum(T x, int axis);

    /** Running sums along axis 1. */
    T runningSum(T x);

    T narrow(T x, int axis, long from, long count);

    /** Where each element of axis 1 comes in descending order. */
    T descendingOrder(T x);

    /** {@code out[i, j] = x[i, index[i, j]]}. */
    T gather(T x, T index);

    /** The index of the largest element of axis 1, {@code [rows, 1]}. */
    T largest(T x);

    /** The index of the last element of axis 1 that is true, where all before it are, at most {@code most}: {@code [rows, 1]}. */
    T lastTrue(T condition, int most);

    T greater(T a, T b);

    T greater(T a, double b);

    T atLeast(T a, T b);

    T atMost(T a, double b);

    T both(T a, T b);

    /** 1 where the condition holds, else 0. */
    T number(T condition);

    T choose(T condition, T yes, T no);

    /** Mean of squared differences. */
    T meanSquaredError(T q, T y);

    /** Mean Huber loss with threshold 1. */
    T huber(T q, T y);
}
