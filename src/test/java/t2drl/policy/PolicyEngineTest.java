package t2drl.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import t2drl.agent.AgentKind;
import t2drl.agent.AllocatorShape;
import t2drl.agent.Family;
import t2drl.agent.Observe;
import t2drl.common.UserException;
import t2drl.config.Configuration;
import t2drl.edge.CacheSets;
import t2drl.edge.Cells;
import t2drl.edge.Scenario;
import t2drl.kernel.Activation;
import t2drl.kernel.Buffer;
import t2drl.kernel.CellMemory;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.MlpShape;
import t2drl.kernel.Prediction;
import t2drl.kernel.RandomStream;
import t2drl.kernel.scalar.ScalarDevice;
import t2drl.method.LearnedPolicy;
import t2drl.method.Training;
import t2drl.nn.Actor;
import t2drl.nn.Critic;
import t2drl.nn.Network;
import t2drl.testing.TestPolicies;

/** The engine against the scalar device, which computes the same in another way. */
class PolicyEngineTest {
    private static final int FEATURES = DecisionEngine.FEATURES;
    private static final double TOLERANCE = 2e-5;
    private static final float COPY_DEVIATION = 0.1f;

    private final Device device = new ScalarDevice();

    /** Engines here decide on vectors from the start; {@link PlainPolicyTest} and {@link EngineStartTest} are about what comes before. */
    @BeforeAll
    static void startVectors() throws InterruptedException {
        VectorStart.begin(() -> {}, () -> {});
        for (int i = 0; i < 6000 && !VectorStart.isDone(); i++) {
            Thread.sleep(10);
        }
        assertThat(VectorStart.isDone()).isTrue();
    }

    static Stream<Arguments> policies() {
        List<Arguments> all = new ArrayList<>();
        for (Family family : Family.values()) {
            for (AgentKind agent : AgentKind.values()) {
                all.add(Arguments.of(family + " " + agent, TestPolicies.random(family, agent, 5)));
            }
        }
        for (Activation activation : Activation.values()) {
            Policy odd = TestPolicies.random(
                    Scenario.defaults().with(s -> s.users = 7),
                    activation == Activation.SILU ? Family.FLAT : Family.SHARED,
                    s -> {
                        s.hidden = 13;
                        s.activation = activation;
                        s.denoisingSteps = 1 + activation.ordinal();
                    },
                    6);
            all.add(Arguments.of("odd sizes, " + activation, odd));
        }
        all.add(Arguments.of(
                "noise prediction",
                TestPolicies.random(Scenario.defaults(), Family.SHARED, s -> s.prediction = Prediction.NOISE, 7)));
        return all.stream();
    }

    /** Cells as a caller sees them, and as a learner does. */
    private record Situation(
            int cells,
            int users,
            double[] gainDb,
            double[] inputBits,
            double[] outputBits,
            int[] model,
            int[] cached,
            float[] state,
            float[] hit,
            float[] a3) {
        Result decide(DecisionEngine engine, long draw) {
            Result result = new Result(cells * users);
            engine.decide(
                    cells,
                    users,
                    gainDb,
                    inputBits,
                    outputBits,
                    model,
                    cached,
                    draw,
                    result.bandwidth(),
                    result.compute());
            return result;
        }

        Result decideFromFeatures(DecisionEngine engine, long draw) {
            Result result = new Result(cells * users);
            engine.decideFromFeatures(cells, users, state, hit, a3, draw, result.bandwidth(), result.compute());
            return result;
        }

        /** Cell {@code c} by itself. */
        Situation cell(int c) {
            int from = c * users;
            int to = from + users;
            return new Situation(
                    1,
                    users,
                    Arrays.copyOfRange(gainDb, from, to),
                    Arrays.copyOfRange(inputBits, from, to),
                    Arrays.copyOfRange(outputBits, from, to),
                    Arrays.copyOfRange(model, from, to),
                    Arrays.copyOfRange(cached, c, c + 1),
                    Arrays.copyOfRange(state, from * FEATURES, to * FEATURES),
                    Arrays.copyOfRange(hit, from, to),
                    Arrays.copyOfRange(a3, from, to));
        }
    }

    private record Result(float[] bandwidth, float[] compute) {
        Result(int n) {
            this(poison(n), poison(n));
        }

        private static float[] poison(int n) {
            float[] values = new float[n];
            Arrays.fill(values, Float.NaN);
            return values;
        }

        Result cell(int c, int users) {
            return new Result(
                    Arrays.copyOfRange(bandwidth, c * users, (c + 1) * users),
                    Arrays.copyOfRange(compute, c * users, (c + 1) * users));
        }

        void requireSame(Result other, String what) {
            assertThat(bandwidth).as(what).isEqualTo(other.bandwidth);
            assertThat(compute).as(what).isEqualTo(other.compute);
        }

        void requireClose(double[] b, double[] xi) {
            for (int i = 0; i < b.length; i++) {
                assertThat((double) bandwidth[i]).as("bandwidth %d", i).isCloseTo(b[i], within(TOLERANCE));
                assertThat((double) compute[i]).as("compute %d", i).isCloseTo(xi[i], within(TOLERANCE));
            }
        }
    }

    /** What the simulator shows in its first slot, under some cached sets. */
    private Situation situation(Policy policy, int cells) {
        Scenario scenario = configuration(policy).scenario();
        Cells simulated = new Cells(device, scenario, cells, 8);
        CacheSets sets = new CacheSets(scenario);
        Indices choice = device.indices(cells);
        int[] chosen = new int[cells];
        for (int c = 0; c < cells; c++) {
            chosen[c] = (sets.count() - 1 - c * 7 % sets.count());
        }
        choice.write(chosen);
        Indices masks = device.indices(sets.count());
        masks.write(sets.masks());
        simulated.reset();
        simulated.cache(choice, masks);
        int n = cells * scenario.users();
        Buffer state = device.buffer(n * FEATURES);
        Buffer hit = device.buffer(n);
        Buffer a3 = device.buffer(n);
        simulated.observe(state, hit, a3);
        CellMemory memory = simulated.memory();
        return new Situation(
                cells,
                scenario.users(),
                Arrays.stream(memory.gain().toArray())
                        .map(g -> 10 * Math.log10(g))
                        .toArray(),
                memory.inputBits().toArray(),
                memory.outputBits().toArray(),
                memory.requested().toArray(),
                Arrays.stream(chosen).map(sets::mask).toArray(),
                floats(state),
                floats(hit),
                floats(a3));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void decidesAsTheScalarDeviceDoes(String name, Policy policy) {
        PolicyEngine engine = PolicyEngine.of(policy, name);
        Situation situation = situation(policy, 11);
        Actor actor = actor(policy);
        Buffer noise = device.buffer(11 * actor.noise());
        Reference reference = new Reference(policy, situation, noise);

        situation.decide(engine, 0).requireClose(reference.b, reference.xi);
        situation.decideFromFeatures(engine, 0).requireClose(reference.b, reference.xi);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void aBatchHasTheBitsOfItsCells(String name, Policy policy) {
        Situation situation = situation(policy, 21);
        PolicyEngine greedy = PolicyEngine.of(policy, name);
        for (PolicyEngine engine : List.of(greedy, greedy.sampled(3), greedy.bestOf(5, 3))) {
            Result whole = situation.decide(engine, 100);
            for (int c = 0; c < situation.cells(); c++) {
                Result alone = situation.cell(c).decide(engine, 100 + c);
                whole.cell(c, situation.users()).requireSame(alone, name + ", cell " + c);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void samplesAsTheStreamsSay(String name, Policy policy) {
        Situation situation = situation(policy, 1);
        Actor actor = actor(policy);
        boolean chain = actor.noise() > 0;
        Buffer noise = device.buffer(chain ? actor.noise() : actor.action());
        device.random().normal(new RandomStream(9, chain ? 34 : 40), device.counter(), noise);
        Reference reference = new Reference(policy, situation, noise);

        situation.decide(PolicyEngine.of(policy, name).sampled(9), 0).requireClose(reference.b, reference.xi);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void theCriticChoosesTheBestCandidate(String name, Policy policy) {
        int n = 9;
        Situation situation = situation(policy, 1);
        Actor actor = actor(policy);
        boolean chain = actor.noise() > 0;
        int each = chain ? actor.noise() : actor.action();
        Buffer noise = device.buffer(n * each);
        device.random().normal(new RandomStream(2, chain ? 34 : 40), device.counter(), noise);
        double[] all = noise.toArray();
        Reference best = null;
        for (int k = 0; k < n; k++) {
            Buffer own = device.buffer(each);
            own.write(0, k == 0 ? new double[each] : Arrays.copyOfRange(all, k * each, (k + 1) * each), 0, each);
            Reference candidate = new Reference(policy, situation, own);
            best = best == null || candidate.q > best.q ? candidate : best;
        }

        situation.decide(PolicyEngine.of(policy, name).bestOf(n, 2), 0).requireClose(best.b, best.xi);
    }

    /** One decision of every cell on the scalar device. */
    private final class Reference {
        final double[] b;
        final double[] xi;
        final double q;

        Reference(Policy policy, Situation s, Buffer noise) {
            Actor actor = actor(policy);
            AllocatorShape shape = allocator(policy);
            Buffer state = buffer(s.state);
            Buffer hit = buffer(s.hit);
            Buffer a3 = buffer(s.a3);
            Buffer action = device.buffer(s.cells * actor.action());
            actor.pass(device, s.cells, false).forward(network(policy, "actor").parameters(), state, noise, action);
            if (actor.noise() == 0 && noise.length() > 0) {
                double[] moved = action.toArray();
                double[] z = noise.toArray();
                for (int i = 0; i < moved.length; i++) {
                    moved[i] = Math.clamp(moved[i] + COPY_DEVIATION * z[i], -1.0, 1.0);
                }
                action.write(0, moved, 0, moved.length);
            }
            int n = s.cells * s.users;
            Buffer share = device.buffer(n);
            Buffer f = device.buffer(n);
            Buffer steps = device.buffer(n);
            device.actions().mapForward(shape.map(), s.cells, action, hit, a3, share, f, steps, device.buffer(s.cells));
            b = share.toArray();
            xi = steps.toArray();
            Critic.Pass critic = shape.critic().pass(device, s.cells, false);
            critic.input(state, action, hit, a3);
            Buffer values = device.buffer(s.cells * shape.critic().values());
            critic.forward(network(policy, "critic1").parameters(), values);
            q = Arrays.stream(values.toArray()).average().orElseThrow();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void choosesTheSetOfLargestValue(String name, Policy policy) {
        PolicyEngine engine = PolicyEngine.of(policy, name);
        for (int state = 0; state < engine.popularityStates(); state++) {
            double[] x = new double[engine.popularityStates()];
            x[state] = 1;
            assertThat(engine.cacheForPopularity(state)).isEqualTo(greedySet(policy, x));
        }
    }

    @Test
    void choosesSetsByRequests() {
        Policy policy = TestPolicies.random(
                Scenario.defaults(),
                Family.SHARED,
                s -> s.caching = s.caching.with(c -> c.observe = Observe.REQUESTS),
                7);
        PolicyEngine engine = PolicyEngine.of(policy, "requests");
        double[] counts = {12, 0, 3, 1, 0, 0, 5, 0, 0, 0};
        double[] x = new double[20];
        for (int m = 0; m < 10; m++) {
            x[m] = counts[m] / 21;
        }
        x[10] = 1;
        x[16] = 1;

        assertThat(engine.cacheForRequests(counts, 1 | 1 << 6)).isEqualTo(greedySet(policy, x));
        assertThatThrownBy(() -> engine.cacheForPopularity(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private int greedySet(Policy policy, double[] x) {
        MlpShape shape = (MlpShape) policy.manifest().networks().get("q");
        Buffer in = device.buffer(x.length);
        in.write(0, x, 0, x.length);
        Buffer q = device.buffer(shape.outputs());
        device.networks()
                .mlpForward(
                        device.networks().tape(shape, 1, false),
                        network(policy, "q").parameters(),
                        in,
                        q);
        double[] values = q.toArray();
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return policy.manifest().cacheSets().get(best).stream()
                .mapToInt(m -> 1 << m)
                .sum();
    }

    /** Trained on 15 users, decides for others; and exchanging two users exchanges their shares. */
    @Test
    void theSharedFamilyDecidesForAnyNumberOfUsers() {
        PolicyEngine engine = PolicyEngine.of(TestPolicies.random(Family.SHARED, AgentKind.D3PG, 5), "trained on 15");
        assertThat(engine.maxUsers()).isEqualTo(100);
        for (int users : new int[] {1, 2, 14, 16, 100}) {
            Policy same =
                    TestPolicies.random(Scenario.defaults().with(s -> s.users = users), Family.SHARED, _ -> {}, 5);
            Situation situation = situation(same, 2);
            Reference reference =
                    new Reference(same, situation, device.buffer(2 * actor(same).noise()));

            situation.decide(engine, 0).requireClose(reference.b, reference.xi);
        }
        assertThatThrownBy(() -> engine.decide(
                        new double[101],
                        new double[101],
                        new double[101],
                        new int[101],
                        0,
                        new float[101],
                        new float[101]))
                .hasMessageContaining("1 to 100 users");
    }

    @Test
    void sixtyFourThreadsDecideAtOnce() throws Exception {
        Policy policy = TestPolicies.random(Family.SHARED, AgentKind.D3PG, 5);
        Situation situation = situation(policy, 30);
        PolicyEngine greedy = PolicyEngine.of(policy, "threads");
        List<PolicyEngine> engines = List.of(greedy, greedy.sampled(1), greedy.bestOf(4, 1));
        List<Result> expected =
                engines.stream().map(e -> situation.decide(e, 0)).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(64)) {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 64; t++) {
                Random random = new Random(t);
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 60; i++) {
                        int e = random.nextInt(engines.size());
                        int c = random.nextInt(situation.cells());
                        situation
                                .cell(c)
                                .decide(engines.get(e), c)
                                .requireSame(expected.get(e).cell(c, situation.users()), "engine " + e + ", cell " + c);
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SHARED, D3PG, RELU",
        "SHARED, DDPG, RELU",
        "SHARED, D3PG, MISH",
        "FLAT, D3PG, MISH",
        "FLAT, D3PG, SILU",
        "FLAT, DDPG, TANH"
    })
    void decisionsAllocateNothing(Family family, AgentKind agent, Activation activation) {
        String name = "%s %s %s".formatted(family, agent, activation);
        Policy policy = TestPolicies.random(
                Scenario.defaults(),
                family,
                s -> {
                    s.agent = agent;
                    s.activation = activation;
                },
                5);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Situation cell = situation(policy, 1);
        Situation batch = situation(policy, 20);
        PolicyEngine greedy = PolicyEngine.of(policy, name);
        for (PolicyEngine engine : List.of(greedy, greedy.sampled(1), greedy.bestOf(3, 1))) {
            Result one = new Result(cell.users);
            Result many = new Result(20 * cell.users);
            // Compiled vector code allocates nothing; until it is compiled it does.
            long bytes = Long.MAX_VALUE;
            for (int round = 0; round < 20_000 && bytes > 1000; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 20; i++) {
                    engine.decide(
                            cell.gainDb,
                            cell.inputBits,
                            cell.outputBits,
                            cell.model,
                            cell.cached[0],
                            one.bandwidth,
                            one.compute);
                    engine.cacheForPopularity(i % engine.popularityStates());
                }
                engine.decide(
                        20,
                        batch.users,
                        batch.gainDb,
                        batch.inputBits,
                        batch.outputBits,
                        batch.model,
                        batch.cached,
                        0,
                        many.bandwidth,
                        many.compute);
                bytes = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(bytes).as(name).isLessThan(1000);
        }
    }

    static Stream<Arguments> wrongCalls() {
        return Stream.of(
                Arguments.of("gain_db", (Consumer<Situation>) s -> s.gainDb[2] = Double.NaN),
                Arguments.of("gain_db", (Consumer<Situation>) s -> s.gainDb[2] = 501),
                Arguments.of("input_bits", (Consumer<Situation>) s -> s.inputBits[14] = 0),
                Arguments.of("output_bits", (Consumer<Situation>) s -> s.outputBits[0] = Double.POSITIVE_INFINITY),
                Arguments.of("model", (Consumer<Situation>) s -> s.model[3] = 10),
                Arguments.of("model", (Consumer<Situation>) s -> s.model[3] = -1),
                Arguments.of("cached", (Consumer<Situation>) s -> s.cached[0] = 1 << 10),
                Arguments.of("cached", (Consumer<Situation>) s -> s.cached[0] = -1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongCalls")
    void aWrongCallIsOneSentence(String message, Consumer<Situation> fault) {
        Policy policy = TestPolicies.random(Family.SHARED, AgentKind.D3PG, 5);
        PolicyEngine engine = PolicyEngine.of(policy, "faults");
        Situation sound = situation(policy, 1);
        Situation faulty = situation(policy, 1);
        fault.accept(faulty);

        assertThatThrownBy(() -> faulty.decide(engine, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
        assertThat(sound.decide(engine, 0).bandwidth()).doesNotContain(Float.NaN);
    }

    @Test
    void wrongFeaturesAreOneSentence() {
        Policy policy = TestPolicies.random(Family.FLAT, AgentKind.D3PG, 5);
        PolicyEngine engine = PolicyEngine.of(policy, "faults");
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            Situation faulty = situation(policy, 1);
            faulty.state[17] = bad;
            assertThatThrownBy(() -> faulty.decideFromFeatures(engine, 0)).hasMessageContaining("state");
        }
        assertThatThrownBy(() -> engine.decide(
                        new double[3], new double[3], new double[3], new int[3], 0, new float[3], new float[3]))
                .hasMessageContaining("15 users and no other");
    }

    @Test
    void aPolicyOfAnotherShapeIsOneSentence() {
        Policy shared = TestPolicies.random(Family.SHARED, AgentKind.D3PG, 5);
        Policy flat = TestPolicies.random(Family.FLAT, AgentKind.D3PG, 5);
        Manifest m = shared.manifest();
        Manifest mixed = new Manifest(
                m.formatVersion(),
                flat.manifest().networks(),
                m.featureScale(),
                m.rewardScale(),
                m.cacheSets(),
                TestPolicies.random(Scenario.defaults().with(s -> s.users = 5), Family.FLAT, _ -> {}, 5)
                        .manifest()
                        .configuration(),
                m.training());

        assertThatThrownBy(() -> PolicyEngine.of(new Policy(mixed, flat.parameters()), "mixed"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("another scenario");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("t2drl.testing.TestPolicies#undecidable")
    void aPolicyThatNeedsMoreThanNetworksIsOneSentence(String message, Policy policy) {
        assertThatThrownBy(() -> PolicyEngine.of(policy, "policy"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(message);
    }

    private static Configuration configuration(Policy policy) {
        return LearnedPolicy.from(policy, "test").configuration();
    }

    private static AllocatorShape allocator(Policy policy) {
        return Training.allocatorShape(
                configuration(policy).scenario(), configuration(policy).learners());
    }

    private static Actor actor(Policy policy) {
        AllocatorShape shape = allocator(policy);
        return configuration(policy).learners().agent() == AgentKind.D3PG
                ? shape.diffusionActor()
                : shape.deterministicActor();
    }

    private Network network(Policy policy, String name) {
        Network network = new Network(device, policy.manifest().networks().get(name));
        float[] values = policy.parameters().get(name);
        network.parameters().write(0, values, 0, values.length);
        return network;
    }

    private Buffer buffer(float[] values) {
        Buffer buffer = device.buffer(values.length);
        buffer.write(0, values, 0, values.length);
        return buffer;
    }

    private static float[] floats(Buffer buffer) {
        float[] values = new float[buffer.length()];
        buffer.read(0, values, 0, values.length);
        return values;
    }
}
