package t2drl.benchmarks.peer;

import java.util.List;
import java.util.Map;
import t2drl.agent.AgentKind;
import t2drl.benchmarks.LearnerCase;
import t2drl.kernel.NoiseSchedule;

/**
 * The actor of {@code networks.md} as one writes them with an eager tensor library: one linear layer over all concatenated inputs, in every step of the chain.
 */
final class PeerActor<T> {
    private final ActorTensors<T> t;
    private final LearnerCase c;
    private final PeerLayers<T> layers;
    private final List<T> embeddings;

    PeerActor(ActorTensors<T> tensors, LearnerCase learnerCase) {
        t = tensors;
        c = learnerCase;
        layers = new PeerLayers<>(tensors, learnerCase.activation());
        embeddings = java.util.stream.IntStream.rangeClosed(1, c.schedule().steps())
                .mapToObj(l -> t.constant(Floats.of(NoiseSchedule.embedding(l, c.embedding())), 1, c.embedding()))
                .toList();
    }

    /** {@code s} to the raw action {@code [batch, action]}; {@code noise [steps, batch, action]} holds a_L, z_L .. z_2. */
    T apply(Map<String, T> p, T s, T noise, long batch) {
        if (c.agent() == AgentKind.DDPG) {
            return c.shared() ? perCell(t.tanh(layers.sharedNet(p, s)), batch) : t.tanh(layers.mlp(p, "", s));
        }
        return c.shared() ? sharedChain(p, s, noise, batch) : flatChain(p, s, noise, batch);
    }

    private T sharedChain(Map<String, T> p, T s, T noise, long batch) {
        int steps = c.schedule().steps();
        T a = perUser(t.block(noise, 0), batch);
        for (int l = steps; l >= 1; l--) {
            T e = t.expand(embeddings.get(l - 1), batch, c.users(), c.embedding());
            T clean = t.tanh(layers.sharedNet(p, t.concatenate(2, List.of(s, a, e))));
            a = mean(l, clean, a);
            if (l > 1) {
                T z = perUser(t.block(noise, steps - l + 1), batch);
                a = t.add(a, t.multiply(z, c.schedule().deviation(l)));
            }
        }
        return perCell(a, batch);
    }

    private T flatChain(Map<String, T> p, T s, T noise, long batch) {
        NoiseSchedule schedule = c.schedule();
        int steps = schedule.steps();
        T a = t.block(noise, 0);
        for (int l = steps; l >= 1; l--) {
            T e = layers.linear(p, "step.2", layers.activate(layers.linear(p, "step.0", embeddings.get(l - 1))));
            T x = t.concatenate(1, List.of(a, t.expand(e, batch, c.embedding()), s));
            T eps = layers.mlp(p, "trunk.", x);
            T clean = t.clip(
                    t.subtract(t.multiply(a, schedule.cleanFromNoisy(l)), t.multiply(eps, schedule.cleanFromNoise(l))),
                    -1,
                    1);
            a = mean(l, clean, a);
            if (l > 1) {
                a = t.add(a, t.multiply(t.block(noise, steps - l + 1), schedule.deviation(l)));
            }
        }
        return t.clip(a, -1, 1);
    }

    private T mean(int l, T clean, T a) {
        return t.add(
                t.multiply(clean, c.schedule().meanFromClean(l)),
                t.multiply(a, c.schedule().meanFromNoisy(l)));
    }

    /** {@code [batch, 2 users]} to {@code [batch, users, 2]}: entries u and users + u belong to user u. */
    private T perUser(T action, long batch) {
        return t.swapAxes(t.reshape(action, batch, 2, c.users()), 1, 2);
    }

    private T perCell(T pairs, long batch) {
        return t.reshape(t.swapAxes(pairs, 1, 2), batch, c.action());
    }
}
