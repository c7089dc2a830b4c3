package t2drl.benchmarks.peer;

import java.util.ArrayList;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import t2drl.agent.ActorCritic;
import t2drl.benchmarks.Learner;
import t2drl.benchmarks.LearnerCase;

/**
 * The same D3PG or DDPG learner written with an eager tensor library and its automatic differentiation, in the usual way: zero the gradients, loss, backward,
 * optimiser step. It starts with the weights and works on the batch of one of our learners.
 */
final class PeerActorCritic<T> implements Learner {
    private final Tensors<T> t;
    private final LearnerCase c;
    private final long batch;
    private final PeerActor<T> actorKind;
    private final PeerCritic<T> criticKind;
    private final Map<String, T> actor;
    private final Map<String, T> critic;
    private final @Nullable Map<String, T> targetActor;
    private final @Nullable Map<String, T> targetCritic;
    private final Tensors.Optimizer actorAdam;
    private final Tensors.Optimizer criticAdam;
    private final T state;
    private final T action;
    private final T hit;
    private final T a3;
    private final T reward;
    private final T notDone;
    private final @Nullable T nextState;
    private final @Nullable T noise;
    private final @Nullable T targetNoise;
    private @Nullable Map<String, float[]> gradients;

    PeerActorCritic(Tensors<T> tensors, LearnerCase learnerCase, ActorCritic ours, int batch) {
        t = tensors;
        c = learnerCase;
        this.batch = batch;
        actorKind = new PeerActor<>(t, c);
        criticKind = new PeerCritic<>(t, c);
        actor = PeerLayers.parameters(t, ours.actor());
        critic = PeerLayers.parameters(t, ours.critic(0));
        boolean bootstrap = ours.bootstraps();
        targetActor = bootstrap ? PeerLayers.parameters(t, ours.networks().get("target_actor")) : null;
        targetCritic = bootstrap ? PeerLayers.parameters(t, ours.networks().get("target_critic1")) : null;
        actorAdam = t.adam(new ArrayList<>(actor.values()), c.actorRate());
        criticAdam = t.adam(new ArrayList<>(critic.values()), c.criticRate());
        ActorCritic.Batch from = ours.batch();
        long[] values = c.shared() ? new long[] {batch, c.users()} : new long[] {batch};
        state = t.constant(Floats.of(from.state()), stateShape());
        action = t.constant(Floats.of(from.action()), batch, c.action());
        hit = t.constant(Floats.of(from.hit()), batch, c.users());
        a3 = t.constant(Floats.of(from.a3()), batch, c.users());
        reward = t.constant(Floats.of(from.reward()), values);
        float[] alive = Floats.of(from.done());
        for (int i = 0; i < alive.length; i++) {
            alive[i] = 1 - alive[i];
        }
        notDone = t.constant(alive, batch);
        nextState = bootstrap ? t.constant(Floats.of(from.nextState()), stateShape()) : null;
        boolean noisy = ours.actorKind().noise() > 0;
        noise = noisy ? noise(Floats.of(ours.actorNoise())) : null;
        targetNoise = noisy && bootstrap ? noise(Floats.of(ours.targetNoise())) : null;
    }

    private long[] stateShape() {
        return c.shared() ? new long[] {batch, c.users(), c.features()} : new long[] {batch, c.features()};
    }

    private T noise(float[] values) {
        return t.constant(values, c.schedule().steps(), batch, c.action());
    }

    @Override
    public void update() {
        try (Tensors.Scope _ = t.scope()) {
            if (noise != null) {
                t.drawNormal(noise);
            }
            if (targetNoise != null) {
                t.drawNormal(targetNoise);
            }
            updateCritic();
            updateActor();
        }
    }

    /** The critic's step; gives its loss. */
    double updateCritic() {
        T y = target();
        return step(
                criticAdam,
                () -> t.meanSquaredError(criticKind.apply(critic, state, action, hit, a3, batch), y),
                critic,
                targetCritic);
    }

    /** The actor's step; gives its loss. */
    double updateActor() {
        return step(
                actorAdam,
                () -> {
                    T decided = actorKind.apply(actor, state, noise, batch);
                    return t.multiply(t.mean(criticKind.apply(critic, state, decided, hit, a3, batch)), -1);
                },
                actor,
                targetActor);
    }

    private T target() {
        if (targetActor == null) {
            return reward;
        }
        if (c.shared()) {
            throw new IllegalArgumentException("the shared learner is timed without a discount");
        }
        try (Tensors.Scope _ = t.noGradients()) {
            T next = actorKind.apply(targetActor, nextState, targetNoise, batch);
            T q = criticKind.apply(targetCritic, nextState, next, hit, a3, batch);
            return t.add(reward, t.multiply(t.multiply(q, notDone), c.discount()));
        }
    }

    private double step(
            Tensors.Optimizer optimizer, Supplier<T> loss, Map<String, T> network, @Nullable Map<String, T> follower) {
        optimizer.zeroGradients();
        double value = t.backward(loss);
        if (gradients != null) {
            network.forEach((name, tensor) -> gradients.put(name, t.gradient(tensor)));
        }
        optimizer.step();
        if (follower != null) {
            try (Tensors.Scope _ = t.noGradients()) {
                network.forEach((name, source) -> t.follow(follower.get(name), source, c.targetRate()));
            }
        }
        return value;
    }

    /** From now on the gradients of every step are put there by the names of their tensors; null ends that. */
    void keepGradients(@Nullable Map<String, float[]> into) {
        gradients = into;
    }

    float[] actorWeight(String tensor) {
        return t.read(actor.get(tensor));
    }

    float[] criticWeight(String tensor) {
        return t.read(critic.get(tensor));
    }

    @Override
    public void close() {}
}
