package t2drl.kernel;

/**
 * The shared family's diffusion actor: a {@link SharedShape} with two tanh outputs per user predicts the clean action, and
 * the reverse chain has no clips. First-layer columns: {@code [s_u (features), a_u, a_{U+u}, e(l) (embedding)]}. Actions are {@code [cells,
 * 2 * users]}: entries {@code u} and {@code users + u} belong to user {@code u}.
 */
public record SharedChainShape(
        int users, int features, int hidden, int embedding, Activation activation, NoiseSchedule schedule)
        implements NetworkShape {
    /** The network that predicts the clean action. */
    public SharedShape network() {
        return new SharedShape(users, features + 2 + embedding, hidden, 2, activation, Activation.TANH);
    }

    @Override
    public ParameterLayout layout() {
        return network().layout();
    }
}
