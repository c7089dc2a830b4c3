package t2drl.benchmarks;

import java.util.function.Function;
import t2drl.agent.AgentKind;
import t2drl.kernel.Activation;
import t2drl.kernel.AdamRule;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.RandomStream;
import t2drl.kernel.ReplayKernels.RowCopy;
import t2drl.kernel.Schedule;
import t2drl.nn.Actor;
import t2drl.nn.Critic;

/** The kernels that are timed alone, and how many numbers or operations each call handles. */
public enum KernelCase {
    ACTIVATION_RELU(Unit.NUMBERS, 65536, device -> activation(device, Activation.RELU)),
    ACTIVATION_SILU(Unit.NUMBERS, 65536, device -> activation(device, Activation.SILU)),
    ACTIVATION_MISH(Unit.NUMBERS, 65536, device -> activation(device, Activation.MISH)),
    ACTIVATION_TANH(Unit.NUMBERS, 65536, device -> activation(device, Activation.TANH)),
    /** With a target network that follows, over as many parameters as the flat denoiser has. */
    ADAM_POLYAK(Unit.NUMBERS, 107_000, KernelCase::adam),
    NORMAL(Unit.NUMBERS, 256 * 30 * 3, KernelCase::normal),
    UNIFORM(Unit.NUMBERS, 256 * 30, KernelCase::uniform),
    /** Slots of the shared family: state, action, hit, A3, reward. */
    REPLAY_GATHER(Unit.NUMBERS, 256 * (210 + 30 + 15 + 15 + 15), KernelCase::gather),
    ACTION_MAP(Unit.CELLS, 256, device -> actionMap(device, false)),
    ACTION_MAP_BACKWARD(Unit.CELLS, 256, device -> actionMap(device, true)),
    SHARED_CHAIN_FORWARD(
            Unit.FLOPS, chain(LearnerCase.Kind.SHARED, false), d -> chain(d, LearnerCase.Kind.SHARED, false)),
    SHARED_CHAIN_BACKWARD(
            Unit.FLOPS, chain(LearnerCase.Kind.SHARED, true), d -> chain(d, LearnerCase.Kind.SHARED, true)),
    SHARED_CRITIC_FORWARD(
            Unit.FLOPS, critic(LearnerCase.Kind.SHARED, false), d -> critic(d, LearnerCase.Kind.SHARED, false)),
    SHARED_CRITIC_BACKWARD(
            Unit.FLOPS, critic(LearnerCase.Kind.SHARED, true), d -> critic(d, LearnerCase.Kind.SHARED, true)),
    FLAT_CHAIN_FORWARD(Unit.FLOPS, chain(LearnerCase.Kind.FLAT, false), d -> chain(d, LearnerCase.Kind.FLAT, false)),
    FLAT_CHAIN_BACKWARD(Unit.FLOPS, chain(LearnerCase.Kind.FLAT, true), d -> chain(d, LearnerCase.Kind.FLAT, true)),
    FLAT_CRITIC_FORWARD(Unit.FLOPS, critic(LearnerCase.Kind.FLAT, false), d -> critic(d, LearnerCase.Kind.FLAT, false)),
    FLAT_CRITIC_BACKWARD(Unit.FLOPS, critic(LearnerCase.Kind.FLAT, true), d -> critic(d, LearnerCase.Kind.FLAT, true));

    /** What {@link #amount} counts. */
    public enum Unit {
        NUMBERS,
        CELLS,
        FLOPS
    }

    private static final int BATCH = 256;

    public final Unit unit;
    public final double amount;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final Function<Device, Runnable> calls;

    KernelCase(Unit unit, double amount, Function<Device, Runnable> calls) {
        this.unit = unit;
        this.amount = amount;
        this.calls = calls;
    }

    /** The kernel call, over memory of its own. */
    Runnable on(Device device) {
        return calls.apply(device);
    }

    private static Buffer filled(Device device, int length) {
        Buffer buffer = device.buffer(length);
        device.random().normal(new RandomStream(1, 1), device.counter(), buffer);
        return buffer;
    }

    private static Runnable activation(Device device, Activation activation) {
        int n = 65536;
        Buffer x = filled(device, n);
        Buffer value = device.buffer(n);
        Buffer derivative = device.buffer(n);
        return () -> device.networks().activation(activation, x, value, derivative);
    }

    private static Runnable adam(Device device) {
        int n = 107_000;
        Buffer parameters = filled(device, n);
        Buffer gradients = filled(device, n);
        Buffer m = device.buffer(n);
        Buffer v = device.buffer(n);
        Buffer target = device.buffer(n);
        Counter steps = device.counter();
        AdamRule rule = new AdamRule(Schedule.constant(1e-3));
        return () -> device.updates().adam(parameters, gradients, m, v, rule, steps, target, 0.005);
    }

    private static Runnable normal(Device device) {
        Buffer out = device.buffer(BATCH * 30 * 3);
        Counter step = device.counter();
        return () -> device.random().normal(new RandomStream(1, 1), step, out);
    }

    private static Runnable uniform(Device device) {
        Buffer out = device.buffer(BATCH * 30);
        Counter step = device.counter();
        return () -> device.random().uniform(new RandomStream(1, 1), step, out);
    }

    private static Runnable gather(Device device) {
        int slots = 50_000;
        Counter step = device.counter();
        Counter stores = device.counter();
        stores.set(slots);
        Indices rows = device.indices(BATCH);
        device.replay().sample(new RandomStream(1, 2), step, 1, slots, stores, rows);
        RowCopy[] copies = java.util.stream.IntStream.of(210, 30, 15, 15, 15)
                .mapToObj(width -> new RowCopy(width, device.buffer(slots * width), device.buffer(BATCH * width)))
                .toArray(RowCopy[]::new);
        return () -> device.replay().gather(rows, copies);
    }

    private static Runnable actionMap(Device device, boolean backward) {
        LearnerCase c = LearnerCase.of(LearnerCase.Kind.SHARED, AgentKind.D3PG);
        int n = BATCH * c.users();
        Buffer action = filled(device, 2 * n);
        Buffer hit = device.buffer(n);
        Buffer a3 = device.buffer(n);
        device.updates().fill(hit, 1);
        device.updates().fill(a3, 150);
        Buffer b = device.buffer(n);
        Buffer f = device.buffer(n);
        Buffer xi = device.buffer(n);
        Buffer level = device.buffer(BATCH);
        Buffer db = filled(device, n);
        Buffer df = filled(device, n);
        Buffer da = device.buffer(2 * n);
        device.actions().mapForward(c.map(), BATCH, action, hit, a3, b, f, xi, level);
        return backward
                ? () -> device.actions().mapBackward(c.map(), BATCH, action, hit, a3, b, f, level, db, df, da)
                : () -> device.actions().mapForward(c.map(), BATCH, action, hit, a3, b, f, xi, level);
    }

    private static double chain(LearnerCase.Kind kind, boolean backward) {
        Flops flops = new Flops(LearnerCase.of(kind, AgentKind.D3PG));
        return BATCH * (backward ? flops.actorBackward() : flops.actorForward());
    }

    private static double critic(LearnerCase.Kind kind, boolean backward) {
        Flops flops = new Flops(LearnerCase.of(kind, AgentKind.D3PG));
        return BATCH * (backward ? flops.criticBackward() : flops.criticForward());
    }

    private static Runnable chain(Device device, LearnerCase.Kind kind, boolean backward) {
        Actor actor = LearnerCase.of(kind, AgentKind.D3PG).actor();
        Actor.Pass pass = actor.pass(device, BATCH, true);
        int size = actor.shape().layout().size();
        Buffer parameters = small(device, size);
        Buffer gradients = device.buffer(size);
        Buffer state = filled(device, BATCH * actor.state());
        Buffer noise = filled(device, BATCH * actor.noise());
        Buffer action = device.buffer(BATCH * actor.action());
        Buffer dAction = filled(device, BATCH * actor.action());
        pass.forward(parameters, state, noise, action);
        return backward
                ? () -> pass.backward(parameters, state, dAction, gradients)
                : () -> pass.forward(parameters, state, noise, action);
    }

    private static Runnable critic(Device device, LearnerCase.Kind kind, boolean backward) {
        LearnerCase c = LearnerCase.of(kind, AgentKind.D3PG);
        Critic critic = c.critic();
        Critic.Pass pass = critic.pass(device, BATCH, true);
        int size = critic.shape().layout().size();
        int n = BATCH * c.users();
        Buffer parameters = small(device, size);
        Buffer gradients = device.buffer(size);
        Buffer hit = device.buffer(n);
        Buffer a3 = device.buffer(n);
        device.updates().fill(hit, 1);
        device.updates().fill(a3, 150);
        Buffer q = device.buffer(BATCH * critic.values());
        Buffer dq = filled(device, q.length());
        pass.input(filled(device, BATCH * c.state()), filled(device, BATCH * c.action()), hit, a3);
        pass.forward(parameters, q);
        return backward ? () -> pass.backward(parameters, dq, gradients, null) : () -> pass.forward(parameters, q);
    }

    /** Weights of a size that keeps activations of order one. */
    private static Buffer small(Device device, int size) {
        Buffer parameters = filled(device, size);
        double[] values = parameters.toArray();
        for (int i = 0; i < size; i++) {
            values[i] *= 0.1;
        }
        parameters.write(values);
        return parameters;
    }
}
