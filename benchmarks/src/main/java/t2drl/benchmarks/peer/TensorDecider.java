package t2drl.benchmarks.peer;

import java.util.Map;
import t2drl.benchmarks.Decider;
import t2drl.benchmarks.LearnerCase;
import t2drl.benchmarks.T2drlDecider;

/** The actor with an eager tensor library, nothing differentiated. */
final class TensorDecider<T> implements Decider {
    private final Tensors<T> t;
    private final int cells;
    private final PeerActor<T> actor;
    private final Map<String, T> parameters;
    private final T state;
    private final T noise;

    TensorDecider(Tensors<T> tensors, LearnerCase c, T2drlDecider ours, int cells) {
        t = tensors;
        this.cells = cells;
        actor = new PeerActor<>(t, c);
        parameters = PeerLayers.parameters(t, ours.network());
        state = c.shared()
                ? t.constant(new float[cells * c.state()], cells, c.users(), c.features())
                : t.constant(new float[cells * c.state()], cells, c.features());
        noise = t.constant(ours.noise(), c.schedule().steps(), cells, c.action());
    }

    @Override
    public void decide(float[] states, float[] actions) {
        t.write(state, states);
        try (Tensors.Scope _ = t.scope();
                Tensors.Scope _ = t.noGradients()) {
            float[] decided = t.read(actor.apply(parameters, state, noise, cells));
            System.arraycopy(decided, 0, actions, 0, decided.length);
        }
    }

    @Override
    public void close() {}
}
