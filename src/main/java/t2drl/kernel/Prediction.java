package t2drl.kernel;

/** What the network of a reverse chain predicts. */
public enum Prediction {
    /** {@code a0hat} itself, through a tanh. */
    CLEAN,
    /** The noise in {@code a_l}, without an activation; {@code a0hat} follows from both, clipped to [-1, 1]. */
    NOISE
}
