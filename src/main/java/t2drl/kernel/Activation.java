package t2drl.kernel;

/** Elementwise activation functions (networks, "Building blocks"). The derivative of {@code RELU} at 0 is 0. */
public enum Activation {
    IDENTITY,
    RELU,
    SILU,
    MISH,
    TANH
}
