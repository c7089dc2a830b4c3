package t2drl.kernel;

/**
 * The flat family's diffusion actor: denoiser {@code eps_theta(a_l, l, s)} (step network and trunk, noise prediction) and
 * reverse chain with clips. First-layer columns of the trunk: {@code [a_l (action), e (embedding), s (state)]}.
 */
public record ChainShape(
        int state, int action, int hidden, int embedding, Activation activation, NoiseSchedule schedule)
        implements NetworkShape {
    @Override
    public ParameterLayout layout() {
        return new ParameterLayout.Builder()
                .dense("step.0", embedding, 2 * embedding)
                .dense("step.2", 2 * embedding, embedding)
                .dense("trunk.0", action + embedding + state, hidden)
                .dense("trunk.2", hidden, hidden)
                .dense("trunk.4", hidden, action)
                .build();
    }
}
