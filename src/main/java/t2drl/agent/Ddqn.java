package t2drl.agent;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import t2drl.kernel.AdamRule;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.MlpShape;
import t2drl.kernel.SavedState;
import t2drl.kernel.Tape;
import t2drl.kernel.UpdateKernels;
import t2drl.nn.Adam;
import t2drl.nn.Network;

/**
 * Double deep Q-learning over a discrete set of actions with a feasibility mask (networks, "DDQN update"). One update is {@link #update} on
 * what {@link #batch} holds; it can be recorded.
 */
public final class Ddqn {
    /** The learner's constants. */
    public record Settings(double discount, double targetRate, AdamRule adam) {}

    /**
     * One mini-batch: {@code state, nextState [batch, inputs]}, {@code action [batch]}, {@code reward, done [batch]}, {@code nextFeasible [batch, actions]} (0 or
     * 1, at least one 1 in a row).
     */
    public record Batch(
            Buffer state, Indices action, Buffer reward, Buffer nextState, Buffer nextFeasible, Buffer done) {}

    private final Device device;
    private final MlpShape shape;
    private final Settings settings;
    private final int size;
    private final Batch batch;
    private final Network online;
    private final Network target;
    private final Adam adam;
    private final Tape tape;
    private final Tape nextTape;
    private final Buffer q;
    private final Buffer dq;
    private final Buffer qNext;
    private final Buffer qNextTarget;
    private final Indices best;
    private final Buffer y;
    private final Buffer loss;

    public Ddqn(Device device, MlpShape shape, Settings settings, int batch) {
        this.device = device;
        this.shape = shape;
        this.settings = settings;
        this.size = batch;
        int actions = shape.outputs();
        this.batch = new Batch(
                device.buffer(batch * shape.inputs()),
                device.indices(batch),
                device.buffer(batch),
                device.buffer(batch * shape.inputs()),
                device.buffer(batch * actions),
                device.buffer(batch));
        online = new Network(device, shape);
        target = new Network(device, shape);
        adam = new Adam(device, online, settings.adam(), target, settings.targetRate());
        tape = device.networks().tape(shape, batch, true);
        nextTape = device.networks().tape(shape, batch, false);
        q = device.buffer(batch * actions);
        dq = device.buffer(batch * actions);
        qNext = device.buffer(batch * actions);
        qNextTarget = device.buffer(batch * actions);
        best = device.indices(batch);
        y = device.buffer(batch);
        loss = device.buffer(1);
    }

    /** Draws start values; the target network starts as a copy. */
    public void initialize(RandomGenerator random) {
        online.initialize(random);
        device.updates().copy(online.parameters(), target.parameters());
    }

    public void update() {
        UpdateKernels updates = device.updates();
        device.networks().mlpForward(nextTape, online.parameters(), batch.nextState(), qNext);
        device.networks().mlpForward(nextTape, target.parameters(), batch.nextState(), qNextTarget);
        updates.doubleQTarget(
                size,
                shape.outputs(),
                qNext,
                qNextTarget,
                batch.nextFeasible(),
                batch.reward(),
                batch.done(),
                settings.discount(),
                best,
                y);
        device.networks().mlpForward(tape, online.parameters(), batch.state(), q);
        updates.selectedHuber(size, shape.outputs(), q, batch.action(), y, dq, loss, 0);
        device.networks().mlpBackward(tape, online.parameters(), batch.state(), dq, adam.gradients(), null);
        adam.step();
    }

    public Batch batch() {
        return batch;
    }

    public MlpShape shape() {
        return shape;
    }

    public Network online() {
        return online;
    }

    /** Both networks by the names that files use. */
    public Map<String, Network> networks() {
        Map<String, Network> all = new LinkedHashMap<>();
        all.put("q", online);
        all.put("target_q", target);
        return all;
    }

    /** Weights and moments of both networks. */
    public void listState(SavedState state) {
        networks().forEach((name, network) -> state.add(name, network.parameters()));
        adam.listState(state.in("q_adam"));
        state.add("loss", loss);
    }

    public Buffer loss() {
        return loss;
    }

    /** Intermediate results of the last update, for tests of it. */
    public Trace trace() {
        return new Trace(qNext, qNextTarget, best, y, q, adam.gradients());
    }

    /** See {@link #trace}. */
    public record Trace(Buffer qNext, Buffer qNextTarget, Indices best, Buffer y, Buffer q, Buffer gradients) {}
}
