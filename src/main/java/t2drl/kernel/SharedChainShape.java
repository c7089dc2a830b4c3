package t2drl.kernel;

/**
 * The shared family's diffusion actor: a {@link SharedShape} with two outputs per user predicts the clean action, or the noise in {@code a_l}.
 * First-layer columns: {@code [s_u (features), a_u, a_{U+u}, e(l) (embedding)]}. Actions are {@code [cells,
 * 2 * users]}: entries {@code u} and {@code users + u} belong to user {@code u}. The action is {@code a_0} as it is: at {@code l = 1} the mean is {@code a0hat}.
 */
public record SharedChainShape(
        int users,
        int features,
        int hidden,
        int embedding,
        Activation activation,
        NoiseSchedule schedule,
        Prediction prediction)
        implements NetworkShape {
    /** The network that predicts. */
    public SharedShape network() {
        Activation output = prediction == Prediction.CLEAN ? Activation.TANH : Activation.IDENTITY;
        return new SharedShape(users, features + 2 + embedding, hidden, 2, activation, output);
    }

    @Override
    public ParameterLayout layout() {
        return network().layout();
    }
}
