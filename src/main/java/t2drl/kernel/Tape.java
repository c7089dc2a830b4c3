package t2drl.kernel;

/**
 * What a network's forward pass leaves for its backward pass, for one shape and one number of rows. Its layout belongs to
 * the backend. A tape made with {@code training = false} serves forward passes only and may be much smaller.
 */
public interface Tape {
    /**
     * An intermediate result of the last forward pass of a chain, by the name that {@code networks.md} gives it: {@code
     * a_l}, {@code a0hat_l}, {@code eps_l} (flat family), {@code step_vector_l} (flat family), {@code l} written out. For tests.
     *
     * @throws IllegalArgumentException if this tape has no such value
     */
    double[] trace(String name);
}
