package t2drl.benchmarks.peer;

import java.util.ArrayList;
import java.util.Map;
import t2drl.agent.Ddqn;
import t2drl.benchmarks.Learner;
import t2drl.kernel.MlpShape;

/** Double deep Q-learning with an eager tensor library, where all actions are feasible. */
final class PeerDdqn<T> implements Learner {
    private final Tensors<T> t;
    private final double discount;
    private final double targetRate;
    private final PeerLayers<T> layers;
    private final Map<String, T> online;
    private final Map<String, T> target;
    private final Tensors.Optimizer adam;
    private final T state;
    private final T nextState;
    private final T chosen;
    private final T reward;
    private final T notDone;

    PeerDdqn(Tensors<T> tensors, Ddqn ours, Ddqn.Settings settings, int batch) {
        t = tensors;
        MlpShape shape = ours.shape();
        discount = settings.discount();
        targetRate = settings.targetRate();
        layers = new PeerLayers<>(t, shape.activation());
        online = PeerLayers.parameters(t, ours.online());
        target = PeerLayers.parameters(t, ours.networks().get("target_q"));
        adam = t.adam(
                new ArrayList<>(online.values()), settings.adam().learningRate().at(0));
        Ddqn.Batch from = ours.batch();
        state = t.constant(Floats.of(from.state()), batch, shape.inputs());
        nextState = t.constant(Floats.of(from.nextState()), batch, shape.inputs());
        reward = t.constant(Floats.of(from.reward()), batch, 1);
        // One-hot, so that the chosen value is a product and a sum.
        float[] oneHot = new float[batch * shape.outputs()];
        int[] actions = from.action().toArray();
        for (int i = 0; i < batch; i++) {
            oneHot[i * shape.outputs() + actions[i]] = 1;
        }
        chosen = t.constant(oneHot, batch, shape.outputs());
        float[] alive = Floats.of(from.done());
        for (int i = 0; i < batch; i++) {
            alive[i] = 1 - alive[i];
        }
        notDone = t.constant(alive, batch, 1);
    }

    @Override
    public void update() {
        try (Tensors.Scope _ = t.scope()) {
            step();
        }
    }

    /** Gives the loss. */
    double step() {
        T y;
        try (Tensors.Scope _ = t.noGradients()) {
            T best = t.largest(layers.mlp(online, "", nextState));
            T next = t.gather(layers.mlp(target, "", nextState), best);
            y = t.add(reward, t.multiply(t.multiply(next, notDone), discount));
        }
        adam.zeroGradients();
        double loss = t.backward(() -> {
            T q = layers.mlp(online, "", state);
            return t.huber(t.sum(t.multiply(q, chosen), 1), y);
        });
        adam.step();
        try (Tensors.Scope _ = t.noGradients()) {
            online.forEach((name, source) -> t.follow(target.get(name), source, targetRate));
        }
        return loss;
    }

    float[] weight(String tensor) {
        return t.read(online.get(tensor));
    }

    @Override
    public void close() {}
}
