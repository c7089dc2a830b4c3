package t2drl.benchmarks.peer;

import java.util.List;

/** The tensor operations that actors are written with, over the tensors of one library. Axes count from 0. */
interface ActorTensors<T> {
    /** A tensor that stays, outside all scopes. */
    T constant(float[] values, long... shape);

    /** A tensor that stays and is differentiated by. */
    T parameter(float[] values, long... shape);

    T linear(T x, T weight, T bias);

    T linear(T x, T weight);

    T relu(T x);

    T silu(T x);

    T mish(T x);

    T tanh(T x);

    T clip(T x, double low, double high);

    T add(T a, T b);

    T subtract(T a, T b);

    T multiply(T a, T b);

    T multiply(T a, double b);

    /** Mean over one axis, which stays with length 1. */
    T mean(T x, int axis);

    T concatenate(int axis, List<T> parts);

    /** {@code x[index]}, without the first axis. */
    T block(T x, long index);

    T reshape(T x, long... shape);

    T swapAxes(T x, int first, int second);

    T expand(T x, long... shape);
}
