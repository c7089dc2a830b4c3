package t2drl.agent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.AdamRule;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.SavedState;
import t2drl.kernel.UpdateKernels;
import t2drl.nn.Actor;
import t2drl.nn.Adam;
import t2drl.nn.Critic;
import t2drl.nn.Network;

/**
 * One learner of continuous allocation (networks, "D3PG update"): a deterministic policy gradient through one or two critics. It is
 * {@link D3pg} with a diffusion actor and {@link Ddpg} with a plain one. An update is {@link #updateCritics}, then {@link #updateActor}, on what {@link #batch} and
 * the noises hold; both can be recorded. The target networks follow with every step of their networks.
 */
public class ActorCritic {
    /** With a discount of 0 there are no target networks, and the next slot is never looked at. */
    public record Settings(int critics, double discount, double targetRate, AdamRule actorAdam, AdamRule criticAdam) {}

    /**
     * One mini-batch: {@code state [batch, ...]}, raw {@code action [batch, 2 users]}, {@code hit, a3 [batch, users]}, {@code reward [batch, values of the
     * critic]}, the same of the next slot, {@code done [batch]} (1 only at a real end: a time limit is no end).
     */
    public record Batch(
            Buffer state,
            Buffer action,
            Buffer hit,
            Buffer a3,
            Buffer reward,
            Buffer nextState,
            Buffer nextHit,
            Buffer nextA3,
            Buffer done) {}

    private final Device device;
    private final Actor actorKind;
    private final Settings settings;
    private final int values;
    private final int size;
    private final Batch batch;

    private final Network actor;
    private final Adam actorAdam;
    private final Actor.Pass actorPass;
    private final Buffer actorNoise;
    private final Buffer action;
    private final Buffer dAction;

    private final List<Network> critics = new ArrayList<>();
    private final List<Adam> criticAdams = new ArrayList<>();
    private final List<Critic.Pass> criticPasses = new ArrayList<>();
    private final List<Buffer> q = new ArrayList<>();
    private final Buffer dq;
    private final Critic.Pass policyPass;
    private final Buffer policyQ;
    private final Buffer y;
    private final Buffer losses;
    private final @Nullable Targets targets;

    /** The slow copies, there only with a discount above 0. */
    private final class Targets {
        final Network actor;
        final Actor.Pass actorPass;
        final Buffer noise;
        final Buffer action;
        final List<Network> critics = new ArrayList<>();
        final List<Critic.Pass> passes = new ArrayList<>();
        final List<Buffer> q = new ArrayList<>();

        Targets(Critic critic) {
            actor = new Network(device, actorKind.shape());
            actorPass = actorKind.pass(device, size, false);
            noise = device.buffer(size * actorKind.noise());
            action = device.buffer(size * actorKind.action());
            for (int i = 0; i < settings.critics(); i++) {
                critics.add(new Network(device, critic.shape()));
                passes.add(critic.pass(device, size, false));
                q.add(device.buffer(size * values));
            }
        }

        void copy() {
            UpdateKernels updates = device.updates();
            updates.copy(ActorCritic.this.actor.parameters(), actor.parameters());
            for (int i = 0; i < critics.size(); i++) {
                updates.copy(
                        ActorCritic.this.critics.get(i).parameters(),
                        critics.get(i).parameters());
            }
        }
    }

    public ActorCritic(Device device, Actor actor, Critic critic, int users, Settings settings, int batch) {
        this.device = device;
        this.actorKind = actor;
        this.settings = settings;
        this.size = batch;
        this.values = critic.values();
        int state = actor.state();
        boolean bootstrap = settings.discount() > 0;
        this.batch = new Batch(
                device.buffer(batch * state),
                device.buffer(batch * actor.action()),
                device.buffer(batch * users),
                device.buffer(batch * users),
                device.buffer(batch * values),
                device.buffer(bootstrap ? batch * state : 0),
                device.buffer(bootstrap ? batch * users : 0),
                device.buffer(bootstrap ? batch * users : 0),
                device.buffer(batch));
        targets = bootstrap ? new Targets(critic) : null;
        this.actor = new Network(device, actor.shape());
        actorAdam = adam(this.actor, settings.actorAdam(), targets == null ? null : targets.actor);
        actorPass = actor.pass(device, batch, true);
        actorNoise = device.buffer(batch * actor.noise());
        action = device.buffer(batch * actor.action());
        dAction = device.buffer(batch * actor.action());
        for (int i = 0; i < settings.critics(); i++) {
            Network network = new Network(device, critic.shape());
            critics.add(network);
            criticAdams.add(adam(network, settings.criticAdam(), targets == null ? null : targets.critics.get(i)));
            criticPasses.add(critic.pass(device, batch, true));
            q.add(device.buffer(batch * values));
        }
        dq = device.buffer(batch * values);
        policyPass = critic.pass(device, batch, true);
        policyQ = device.buffer(batch * values);
        y = bootstrap ? device.buffer(batch * values) : this.batch.reward();
        losses = device.buffer(settings.critics() + 1);
    }

    private Adam adam(Network network, AdamRule rule, @Nullable Network target) {
        return new Adam(device, network, rule, target, settings.targetRate());
    }

    /** Draws start values; target networks start as copies. */
    public void initialize(RandomGenerator random) {
        actorKind.initialize(actor, random);
        for (Network critic : critics) {
            critic.initialize(random);
        }
        if (targets != null) {
            targets.copy();
        }
    }

    /** Steps 1 and 2: targets, critic losses, one Adam step of every critic, and step 4 for the critics' targets. */
    public void updateCritics() {
        UpdateKernels updates = device.updates();
        int n = size * values;
        if (targets != null) {
            targets.actorPass.forward(targets.actor.parameters(), batch.nextState(), targets.noise, targets.action);
            for (int i = 0; i < targets.critics.size(); i++) {
                Critic.Pass pass = targets.passes.get(i);
                pass.input(batch.nextState(), targets.action, batch.nextHit(), batch.nextA3());
                pass.forward(targets.critics.get(i).parameters(), targets.q.get(i));
            }
            Buffer second = targets.q.size() > 1 ? targets.q.get(1) : null;
            updates.tdTarget(
                    size, values, batch.reward(), batch.done(), settings.discount(), targets.q.getFirst(), second, y);
        }
        for (int i = 0; i < critics.size(); i++) {
            Critic.Pass pass = criticPasses.get(i);
            Buffer parameters = critics.get(i).parameters();
            pass.input(batch.state(), batch.action(), batch.hit(), batch.a3());
            pass.forward(parameters, q.get(i));
            updates.meanSquaredError(n, q.get(i), y, dq, losses, i);
            pass.backward(parameters, dq, criticAdams.get(i).gradients(), null);
            criticAdams.get(i).step();
        }
    }

    /** Step 3: the actor's loss through the first critic as it is now, one Adam step of the actor, and step 4 for its target. */
    public void updateActor() {
        Buffer critic = critics.getFirst().parameters();
        actorPass.forward(actor.parameters(), batch.state(), actorNoise, action);
        policyPass.input(batch.state(), action, batch.hit(), batch.a3());
        policyPass.forward(critic, policyQ);
        device.updates().negativeMean(size * values, policyQ, dq, losses, critics.size());
        policyPass.backward(critic, dq, null, dAction);
        actorPass.backward(actor.parameters(), batch.state(), dAction, actorAdam.gradients());
        actorAdam.step();
    }

    public Batch batch() {
        return batch;
    }

    public Actor actorKind() {
        return actorKind;
    }

    public Network actor() {
        return actor;
    }

    /** Noise of {@link #updateActor}, {@code [steps, batch, action]}. */
    public Buffer actorNoise() {
        return actorNoise;
    }

    /** Noise of the target actor, {@code [steps, batch, action]}. */
    public Buffer targetNoise() {
        return targets.noise;
    }

    public boolean bootstraps() {
        return targets != null;
    }

    public Network critic(int i) {
        return critics.get(i);
    }

    /** All networks by the names that files use: actor, critic1, critic2, target_actor, ... */
    public Map<String, Network> networks() {
        Map<String, Network> all = new LinkedHashMap<>();
        all.put("actor", actor);
        for (int i = 0; i < critics.size(); i++) {
            all.put("critic" + (i + 1), critics.get(i));
        }
        if (targets != null) {
            all.put("target_actor", targets.actor);
            for (int i = 0; i < critics.size(); i++) {
                all.put("target_critic" + (i + 1), targets.critics.get(i));
            }
        }
        return all;
    }

    /** Weights and moments of all networks. */
    public void listState(SavedState state) {
        networks().forEach((name, network) -> state.add(name, network.parameters()));
        actorAdam.listState(state.in("actor_adam"));
        for (int i = 0; i < critics.size(); i++) {
            criticAdams.get(i).listState(state.in("critic%d_adam".formatted(i + 1)));
        }
        state.add("losses", losses);
    }

    /** One loss a critic, then the actor's. */
    public Buffer losses() {
        return losses;
    }

    /** Intermediate results of the last update, for tests of it. */
    public Trace trace() {
        return new Trace(
                y,
                q,
                action,
                dAction,
                actorAdam.gradients(),
                criticAdams.stream().map(Adam::gradients).toList(),
                targets == null ? null : targets.action,
                criticPasses.getFirst(),
                policyPass,
                targets == null ? null : targets.passes.getFirst());
    }

    /** See {@link #trace}; the last three hold the mapped action of the batch, of the actor, and of the target actor. */
    public record Trace(
            Buffer y,
            List<Buffer> q,
            Buffer action,
            Buffer dAction,
            Buffer actorGradients,
            List<Buffer> criticGradients,
            @Nullable Buffer targetAction,
            Critic.Pass batchPass,
            Critic.Pass policyPass,
            Critic.@Nullable Pass targetPass) {}
}
