package t2drl.kernel.scalar;

import org.jspecify.annotations.Nullable;

/**
 * What follows the first dense layer of a network, with the memory of one pass. The first layer's result is put together by the
 * caller, since a reverse chain makes it from several terms.
 */
interface Body {
    /** Where the caller puts the first layer's result before the activation, {@code [rows, hidden]}. */
    double[] pre1();

    /** After {@link #backward}: the gradient by {@link #pre1}. */
    double[] dPre1();

    /** The network's output from {@link #pre1}. */
    void forward(double[] p, double[] y);

    /** From the gradient by {@code y} to that by {@link #pre1}; adds what belongs to these layers to {@code gradients}. */
    void backward(double[] p, double[] dy, double @Nullable [] gradients);
}
