package t2drl.testing;

import java.util.Arrays;
import java.util.stream.IntStream;
import t2drl.agent.AgentKind;
import t2drl.agent.AllocatorShape;
import t2drl.agent.LearnerSettings;
import t2drl.config.Configuration;
import t2drl.edge.Scenario;
import t2drl.kernel.ActionKernels;
import t2drl.kernel.Buffer;
import t2drl.kernel.CellMemory;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.RandomStream;
import t2drl.kernel.scalar.ScalarDevice;
import t2drl.method.LearnedPolicy;
import t2drl.method.Training;
import t2drl.nn.Actor;
import t2drl.nn.Critic;
import t2drl.policy.Policy;

/** Decisions of a policy for one cell by the scalar kernels in double precision, step by step as docs/policy.md has them. */
public final class ReferencePolicy implements AutoCloseable {
    private static final int CHAIN_STREAM = 34;
    private static final int COPIES_STREAM = 40;

    private final Device device = new ScalarDevice();
    private final Policy policy;
    private final Scenario scenario;
    private final LearnerSettings settings;
    private final Actor actor;
    private final Critic critic;

    /** What one cell sees: state {@code [users, 14]}, hit and A3 {@code [users]}. */
    public record State(double[] state, double[] hit, double[] a3) {}

    /** Shares of a cell's users. */
    public record Shares(double[] bandwidth, double[] compute) {}

    /** {@code users} of the shared family may be others than those of the training. */
    public ReferencePolicy(Policy policy, int users) {
        this.policy = policy;
        Configuration configuration = LearnedPolicy.from(policy, "policy").configuration();
        scenario = configuration.scenario().with(s -> s.users = users);
        settings = configuration.learners();
        AllocatorShape shape = Training.allocatorShape(scenario, settings);
        actor = settings.agent() == AgentKind.D3PG ? shape.diffusionActor() : shape.deterministicActor();
        critic = shape.critic();
    }

    public State observe(double[] gainDb, double[] inputBits, double[] outputBits, int[] model, int cached) {
        int users = scenario.users();
        CellMemory cell = CellMemory.on(device, scenario.cellShape(1));
        cell.requested().write(0, model, 0, users);
        cell.inputBits().write(0, inputBits, 0, users);
        cell.outputBits().write(0, outputBits, 0, users);
        double[] gain = new double[users];
        for (int u = 0; u < users; u++) {
            gain[u] = Math.pow(10, gainDb[u] / 10);
        }
        cell.gain().write(0, gain, 0, users);
        double[] set = new double[scenario.models()];
        for (int m = 0; m < set.length; m++) {
            set[m] = cached >>> m & 1;
        }
        cell.cached().write(0, set, 0, set.length);
        Buffer state = device.buffer(14 * users);
        Buffer hit = device.buffer(users);
        Buffer a3 = device.buffer(users);
        device.cells().observe(cell, state, hit, a3);
        return new State(read(state), read(hit), read(a3));
    }

    /** A single sample if {@code sampled}, else the deterministic decision; with more candidates the critic's choice. */
    public Shares decide(State seen, long seed, long draw, boolean sampled, int candidates) {
        int users = scenario.users();
        int steps = actor.noise() == 0 ? 1 : actor.noise() / actor.action();
        Buffer raw = device.buffer(candidates * actor.action());
        Buffer state = filled(repeated(seen.state(), candidates));
        Buffer hit = filled(repeated(seen.hit(), candidates));
        Buffer a3 = filled(repeated(seen.a3(), candidates));
        double[] drawn = normals(seed, draw, candidates * steps * actor.action());
        if (!sampled && candidates == 1 || candidates > 1) {
            Arrays.fill(drawn, 0, steps * actor.action(), 0);
        }
        // From [candidate, step, entry] to [step, candidate, entry].
        double[] noise = new double[drawn.length];
        int width = actor.action();
        for (int k = 0; k < candidates; k++) {
            for (int i = 0; i < steps; i++) {
                System.arraycopy(drawn, (k * steps + i) * width, noise, (i * candidates + k) * width, width);
            }
        }
        actor.pass(device, candidates, false)
                .forward(
                        parameters("actor", actor.shape()),
                        state,
                        actor.noise() == 0 ? device.buffer(0) : filled(noise),
                        raw);
        if (actor.noise() == 0) {
            double[] action = read(raw);
            for (int i = 0; i < action.length; i++) {
                action[i] = noise[i] == 0 ? action[i] : Math.clamp(action[i] + 0.1 * noise[i], -1.0, 1.0);
            }
            raw = filled(action);
        }
        ActionKernels actions = device.actions();
        Buffer b = device.buffer(candidates * users);
        Buffer f = device.buffer(candidates * users);
        Buffer xi = device.buffer(candidates * users);
        actions.mapForward(scenario.mapShape(), candidates, raw, hit, a3, b, f, xi, device.buffer(candidates));
        int best = candidates == 1 ? 0 : best(state, raw, hit, a3, candidates);
        return new Shares(part(read(b), best, users), part(read(xi), best, users));
    }

    private int best(Buffer state, Buffer raw, Buffer hit, Buffer a3, int candidates) {
        Critic.Pass pass = critic.pass(device, candidates, false);
        Buffer q = device.buffer(candidates * critic.values());
        pass.input(state, raw, hit, a3);
        pass.forward(parameters("critic1", critic.shape()), q);
        Buffer index = device.buffer(candidates);
        index.write(IntStream.range(0, candidates).asDoubleStream().toArray());
        Buffer chosen = device.buffer(1);
        device.actions().selectBest(1, candidates, critic.values(), q, 1, index, chosen);
        return (int) read(chosen)[0];
    }

    /** The mask of the set with the largest value for the input of the network q. */
    public int cache(double... input) {
        MlpShape shape = (MlpShape) policy.manifest().networks().get("q");
        Buffer q = device.buffer(shape.outputs());
        device.networks().mlpForward(device.networks().tape(shape, 1, false), parameters("q", shape), filled(input), q);
        double[] values = read(q);
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return policy.manifest().cacheSets().get(best).stream()
                .mapToInt(m -> 1 << m)
                .sum();
    }

    private double[] normals(long seed, long draw, int count) {
        Counter step = device.counter();
        step.set(draw);
        Buffer noise = device.buffer(count);
        device.random().normal(new RandomStream(seed, actor.noise() > 0 ? CHAIN_STREAM : COPIES_STREAM), step, noise);
        return read(noise);
    }

    private Buffer parameters(String name, NetworkShape shape) {
        float[] values = policy.parameters().get(name);
        Buffer parameters = device.buffer(shape.layout().size());
        parameters.write(0, values, 0, values.length);
        return parameters;
    }

    private Buffer filled(double[] values) {
        Buffer buffer = device.buffer(values.length);
        buffer.write(values);
        return buffer;
    }

    private static double[] repeated(double[] once, int times) {
        double[] all = new double[once.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(once, 0, all, i * once.length, once.length);
        }
        return all;
    }

    private static double[] part(double[] all, int index, int length) {
        return Arrays.copyOfRange(all, index * length, (index + 1) * length);
    }

    private static double[] read(Buffer buffer) {
        double[] values = new double[buffer.length()];
        buffer.read(0, values, 0, values.length);
        return values;
    }

    @Override
    public void close() {
        device.close();
    }
}
