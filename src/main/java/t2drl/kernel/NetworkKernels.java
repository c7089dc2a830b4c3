package t2drl.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Forward and backward passes. Parameters and gradients lie as {@link NetworkShape#layout()} says. A backward pass belongs
 * to the last forward pass on the same tape, with the same parameters and inputs; it overwrites (never adds to) what it
 * returns, and leaves out what is passed as null. Sums over rows are taken in an order that does not depend on the number
 * of threads.
 */
public interface NetworkKernels {
    Tape tape(MlpShape shape, int rows, boolean training);

    Tape tape(SharedShape shape, int cells, boolean training);

    Tape tape(ChainShape shape, int rows, boolean training);

    Tape tape(SharedChainShape shape, int cells, boolean training);

    /** {@code x [rows, inputs] -> y [rows, outputs]}. */
    void mlpForward(Tape tape, Buffer parameters, Buffer x, Buffer y);

    void mlpBackward(
            Tape tape, Buffer parameters, Buffer x, Buffer dy, @Nullable Buffer gradients, @Nullable Buffer dx);

    /** {@code x [cells, users, inputs] -> y [cells, users, outputs]}. */
    void sharedForward(Tape tape, Buffer parameters, Buffer x, Buffer y);

    void sharedBackward(
            Tape tape, Buffer parameters, Buffer x, Buffer dy, @Nullable Buffer gradients, @Nullable Buffer dx);

    /** {@link #sharedBackward} where of {@code dx} only the columns from {@code from} on are wanted; a device may leave the others as they are. */
    default void sharedBackward(
            Tape tape,
            Buffer parameters,
            Buffer x,
            Buffer dy,
            @Nullable Buffer gradients,
            @Nullable Buffer dx,
            int from) {
        sharedBackward(tape, parameters, x, dy, gradients, dx);
    }

    /**
     * The flat family's reverse chain. {@code state [rows, state]}, {@code noise [steps, rows, action]}: block 0 is {@code a_L}, block
     * {@code i} is {@code z_{L+1-i}}; {@code action [rows, action]} is {@code clip(a_0)}.
     */
    void chainForward(Tape tape, Buffer parameters, Buffer state, Buffer noise, Buffer action);

    /** Gradients through all reverse steps. {@code dNoise [rows, action]} is the gradient of {@code a_L} alone. */
    void chainBackward(
            Tape tape,
            Buffer parameters,
            Buffer state,
            Buffer dAction,
            @Nullable Buffer gradients,
            @Nullable Buffer dState,
            @Nullable Buffer dNoise);

    /** The shared family's reverse chain: {@code state [cells, users, features]}, {@code action [cells, 2 * users]}; noise as above. */
    void sharedChainForward(Tape tape, Buffer parameters, Buffer state, Buffer noise, Buffer action);

    void sharedChainBackward(
            Tape tape,
            Buffer parameters,
            Buffer state,
            Buffer dAction,
            @Nullable Buffer gradients,
            @Nullable Buffer dState,
            @Nullable Buffer dNoise);

    /** Value and derivative of one activation at every element of {@code x}. */
    void activation(Activation activation, Buffer x, Buffer value, Buffer derivative);
}
