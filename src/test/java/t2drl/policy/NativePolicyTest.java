package t2drl.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.agent.Observe;
import t2drl.common.UserException;
import t2drl.edge.Scenario;
import t2drl.kernel.Activation;
import t2drl.kernel.Prediction;
import t2drl.testing.ReferencePolicy;
import t2drl.testing.TestPolicies;

/** The C library against the definition in double precision, at every SIMD level that this processor has. */
class NativePolicyTest {
    private static final List<String> LEVELS = List.of("portable", "avx2", "avx512", "avx512-bf16", "amx-bf16");
    private static final double FLOAT = 5e-6;

    /** Two engines in single precision, each within its own bound of the definition. */
    private static final float JAVA = 2e-5f;

    /** Shares, absolute. With it the critic may prefer another candidate, which then is off by any amount. */
    private static final double BF16 = 1e-2;

    /** The same of a shared network that predicts noise: the first step multiplies its rounding by 12. */
    private static final double BF16_NOISE = 3e-2;

    @TempDir
    Path folder;

    @BeforeAll
    static void built() {
        Assumptions.assumeTrue(
                NativeLibrary.exists(), "skipped: the policy library was not built, which takes g++ and CMake");
    }

    private static List<String> levels(Path folder) {
        List<String> usable = new ArrayList<>();
        for (String level : LEVELS) {
            try (NativePolicy policy = NativePolicy.load(folder, level)) {
                assertThat(policy.info().simd()).isEqualTo(level);
                usable.add(level);
            } catch (UserException e) {
                assertThat(e).hasMessageContaining(level);
            }
        }
        return usable;
    }

    /** A slot of {@code cells} cells with everything in range, drawn from a seed. */
    private record Slot(double[] gainDb, double[] inputBits, double[] outputBits, int[] model, int[] cached) {
        static Slot random(int cells, int users, long seed) {
            Random random = new Random(seed);
            int rows = cells * users;
            return new Slot(
                    random.doubles(rows, -130, -70).toArray(),
                    random.doubles(rows, 1e6, 8e6).toArray(),
                    random.doubles(rows, 1e6, 25e6).toArray(),
                    random.ints(rows, 0, 10).toArray(),
                    random.ints(cells, 0, 1 << 10).toArray());
        }

        /** One of the cells. */
        Slot cell(int cell, int users) {
            int from = cell * users;
            int to = from + users;
            return new Slot(
                    Arrays.copyOfRange(gainDb, from, to),
                    Arrays.copyOfRange(inputBits, from, to),
                    Arrays.copyOfRange(outputBits, from, to),
                    Arrays.copyOfRange(model, from, to),
                    new int[] {cached[cell]});
        }
    }

    private record Shares(float[] bandwidth, float[] compute) {
        static Shares of(DecisionEngine policy, Slot slot, int users, long draw) {
            Shares shares = new Shares(new float[slot.gainDb.length], new float[slot.gainDb.length]);
            policy.decide(
                    slot.cached.length,
                    users,
                    slot.gainDb,
                    slot.inputBits,
                    slot.outputBits,
                    slot.model,
                    slot.cached,
                    draw,
                    shares.bandwidth,
                    shares.compute);
            return shares;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SHARED, D3PG, CLEAN, RELU, 64, 15, false, 1",
        "SHARED, D3PG, CLEAN, MISH, 37, 15, true, 1",
        "SHARED, D3PG, CLEAN, SILU, 70, 1, false, 1",
        "SHARED, D3PG, CLEAN, RELU, 64, 33, false, 5",
        "SHARED, D3PG, CLEAN, TANH, 130, 7, true, 1",
        "SHARED, D3PG, NOISE, RELU, 64, 15, false, 1",
        "SHARED, D3PG, NOISE, MISH, 37, 9, true, 1",
        "SHARED, D3PG, NOISE, SILU, 64, 15, false, 4",
        "SHARED, DDPG, CLEAN, RELU, 64, 15, false, 1",
        "SHARED, DDPG, CLEAN, MISH, 5, 20, false, 6",
        "FLAT, D3PG, NOISE, MISH, 96, 15, false, 1",
        "FLAT, D3PG, NOISE, RELU, 33, 15, true, 1",
        "FLAT, D3PG, NOISE, SILU, 64, 15, false, 4",
        "FLAT, DDPG, NOISE, RELU, 64, 15, false, 1",
        "FLAT, DDPG, NOISE, SILU, 64, 15, true, 1",
    })
    void decidesAsTheDefinitionDoes(
            Family family,
            AgentKind agent,
            Prediction prediction,
            Activation activation,
            int hidden,
            int users,
            boolean sampled,
            int candidates)
            throws IOException {
        Policy policy = TestPolicies.random(
                Scenario.defaults(),
                family,
                s -> {
                    s.agent = agent;
                    s.prediction = prediction;
                    s.activation = activation;
                    s.hidden = hidden;
                },
                hidden);
        PolicyFiles.save(folder, policy);
        int cells = 6;
        Slot slots = Slot.random(cells, users, 3);
        for (String level : levels(folder)) {
            boolean bf16 = level.endsWith("bf16");
            if (bf16 && candidates > 1) {
                continue;
            }
            double worst = 0;
            try (NativePolicy engine = NativePolicy.load(folder, level);
                    ReferencePolicy reference = new ReferencePolicy(policy, users)) {
                Shares found = Shares.of(
                        sampled ? engine.sampled(77) : candidates > 1 ? engine.bestOf(candidates, 77) : engine,
                        slots,
                        users,
                        1000);
                for (int cell = 0; cell < cells; cell++) {
                    Slot slot = slots.cell(cell, users);
                    ReferencePolicy.Shares wanted = reference.decide(
                            reference.observe(slot.gainDb, slot.inputBits, slot.outputBits, slot.model, slot.cached[0]),
                            77,
                            1000 + cell,
                            sampled,
                            candidates);
                    for (int u = 0; u < users; u++) {
                        worst = Math.max(worst, Math.abs(found.bandwidth[cell * users + u] - wanted.bandwidth()[u]));
                        worst = Math.max(worst, Math.abs(found.compute[cell * users + u] - wanted.compute()[u]));
                    }
                }
            }
            boolean noise = family == Family.SHARED && prediction == Prediction.NOISE;
            assertThat(worst).as(level).isLessThan(!bf16 ? FLOAT : noise ? BF16_NOISE : BF16);
        }
    }

    @Test
    void decidesAloneInBatchesAndOnThreadsWithTheSameBits() throws Exception {
        PolicyFiles.save(folder, TestPolicies.random(Family.SHARED, AgentKind.D3PG, 5));
        for (String level : levels(folder)) {
            for (int users : new int[] {1, 4, 15}) {
                Slot slots = Slot.random(100, users, users);
                try (NativePolicy engine = NativePolicy.load(folder, level);
                        ExecutorService pool = Executors.newFixedThreadPool(4)) {
                    NativePolicy samples = engine.sampled(8);
                    Shares batch = Shares.of(samples, slots, users, 0);
                    List<Callable<Shares>> alone = new ArrayList<>();
                    for (int cell = 0; cell < 100; cell++) {
                        Slot slot = slots.cell(cell, users);
                        int draw = cell;
                        alone.add(() -> Shares.of(samples, slot, users, draw));
                    }
                    int cell = 0;
                    for (Future<Shares> one : pool.invokeAll(alone)) {
                        int from = cell++ * users;
                        assertThat(one.get().bandwidth)
                                .isEqualTo(Arrays.copyOfRange(batch.bandwidth, from, from + users));
                        assertThat(one.get().compute).isEqualTo(Arrays.copyOfRange(batch.compute, from, from + users));
                    }
                }
            }
        }
    }

    @Test
    void decidesFromFeaturesAsFromQuantities() throws IOException {
        Policy policy = TestPolicies.random(Family.SHARED, AgentKind.D3PG, 6);
        PolicyFiles.save(folder, policy);
        Slot slot = Slot.random(1, 15, 6);
        try (NativePolicy engine = NativePolicy.load(folder, NativePolicy.BEST);
                ReferencePolicy reference = new ReferencePolicy(policy, 15)) {
            ReferencePolicy.State seen =
                    reference.observe(slot.gainDb, slot.inputBits, slot.outputBits, slot.model, slot.cached[0]);
            Shares found = new Shares(new float[15], new float[15]);
            engine.decideFromFeatures(
                    1,
                    15,
                    floats(seen.state()),
                    floats(seen.hit()),
                    floats(seen.a3()),
                    0,
                    found.bandwidth,
                    found.compute);
            Shares wanted = Shares.of(engine, slot, 15, 0);
            assertThat(found.bandwidth).containsExactly(wanted.bandwidth, offset(1e-6f));
            assertThat(found.compute).containsExactly(wanted.compute, offset(1e-5f));
        }
    }

    @Test
    void choosesTheSetThatTheDefinitionChooses() throws IOException {
        Policy seesStates = TestPolicies.random(Family.SHARED, AgentKind.D3PG, 7);
        PolicyFiles.save(folder, seesStates);
        try (NativePolicy engine = NativePolicy.load(folder, NativePolicy.BEST);
                ReferencePolicy reference = new ReferencePolicy(seesStates, 15)) {
            for (int state = 0; state < 3; state++) {
                double[] oneHot = new double[3];
                oneHot[state] = 1;
                assertThat(engine.cacheForPopularity(state)).isEqualTo(reference.cache(oneHot));
            }
            assertThatThrownBy(() -> engine.cacheForPopularity(3)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> engine.cacheForRequests(new double[10], 0))
                    .hasMessageContaining("popularity state");
        }

        Policy seesRequests = TestPolicies.random(
                Scenario.defaults(),
                Family.SHARED,
                s -> s.caching = s.caching.with(c -> c.observe = Observe.REQUESTS),
                7);
        PolicyFiles.save(folder, seesRequests);
        try (NativePolicy engine = NativePolicy.load(folder, NativePolicy.BEST);
                ReferencePolicy reference = new ReferencePolicy(seesRequests, 15)) {
            double[] requests = {12, 0, 3, 1, 0, 0, 5, 0, 0, 4};
            double[] input = new double[20];
            for (int m = 0; m < 10; m++) {
                input[m] = requests[m] / 25;
                input[10 + m] = 0b1000001 >>> m & 1;
            }
            assertThat(engine.cacheForRequests(requests, 0b1000001)).isEqualTo(reference.cache(input));
            assertThat(engine.cacheForRequests(new double[10], 0)).isEqualTo(reference.cache(new double[20]));
            assertThatThrownBy(() -> engine.cacheForPopularity(0)).hasMessageContaining("requests");
        }
    }

    @Test
    void refusesWrongCallsInOneSentence() throws IOException {
        PolicyFiles.save(folder, TestPolicies.random(Family.SHARED, AgentKind.D3PG, 8));
        try (NativePolicy engine = NativePolicy.load(folder, NativePolicy.BEST)) {
            assertThat(engine.info().maxUsers()).isEqualTo(100);
            Slot good = Slot.random(1, 15, 8);
            Slot nan = Slot.random(1, 15, 8);
            nan.gainDb[3] = Double.NaN;
            Slot empty = Slot.random(1, 15, 8);
            empty.outputBits[14] = 0;
            Slot unknown = Slot.random(1, 15, 8);
            unknown.model[0] = 10;
            Slot set = Slot.random(1, 15, 8);
            set.cached[0] = 1 << 10;
            assertThatThrownBy(() -> Shares.of(engine, nan, 15, 0)).hasMessageContaining("gain_db[3]");
            assertThatThrownBy(() -> Shares.of(engine, empty, 15, 0)).hasMessageContaining("output_bits[14]");
            assertThatThrownBy(() -> Shares.of(engine, unknown, 15, 0)).hasMessageContaining("model[0]");
            assertThatThrownBy(() -> Shares.of(engine, set, 15, 0)).hasMessageContaining("cached[0]");
            assertThatThrownBy(() -> Shares.of(engine, good, 5, 0)).hasMessageContaining("numbers");
            assertThatThrownBy(() -> Shares.of(engine, Slot.random(1, 101, 8), 101, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 to 100");
            assertThatThrownBy(() -> engine.bestOf(0, 1)).hasMessageContaining("candidates");
            Shares.of(engine, good, 15, 0);
        }
        assertThatThrownBy(() -> NativePolicy.load(folder, "mmx")).hasMessageContaining("mmx");
        assertThatThrownBy(() -> NativePolicy.load(folder.resolve("nowhere"), NativePolicy.BEST))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("is missing");
    }

    @Test
    void isClosedOnceAndForAllEnginesOfIt() {
        PolicyFiles.save(folder, TestPolicies.random(Family.SHARED, AgentKind.D3PG, 8));
        Slot slot = Slot.random(1, 15, 8);
        NativePolicy engine = NativePolicy.load(folder, NativePolicy.BEST);
        NativePolicy samples = engine.sampled(1);

        samples.close();
        engine.close();
        engine.close();

        for (NativePolicy closed : List.of(engine, samples, engine.bestOf(2, 1))) {
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> Shares.of(closed, slot, 15, 0),
                    () -> closed.decideFromFeatures(
                            1, 1, new float[14], new float[1], new float[] {1}, 0, new float[1], new float[1]),
                    () -> closed.cacheForPopularity(0),
                    () -> closed.cacheForRequests(new double[10], 0))) {
                assertThatThrownBy(call)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("the policy is closed");
            }
        }
        assertThat(engine.info().models()).isEqualTo(10);
    }

    /** Were it freed under a call, the memory of another policy would be read, or none. */
    @Test
    void mayBeClosedWhileOthersDecide() throws Exception {
        PolicyFiles.save(folder, TestPolicies.random(Family.SHARED, AgentKind.D3PG, 8));
        Slot slots = Slot.random(60, 15, 8);
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            Shares wanted;
            try (NativePolicy engine = NativePolicy.load(folder, NativePolicy.BEST)) {
                wanted = Shares.of(engine, slots, 15, 0);
            }
            for (int round = 0; round < 50; round++) {
                NativePolicy engine = NativePolicy.load(folder, NativePolicy.BEST);
                CountDownLatch started = new CountDownLatch(4);
                Callable<Shares> decideUntilClosed = () -> {
                    Shares last = Shares.of(engine, slots, 15, 0);
                    started.countDown();
                    try {
                        while (true) {
                            last = Shares.of(engine, slots, 15, 0);
                        }
                    } catch (IllegalStateException e) {
                        return last;
                    }
                };
                List<Future<Shares>> last = new ArrayList<>();
                for (int thread = 0; thread < 4; thread++) {
                    last.add(pool.submit(decideUntilClosed));
                }
                assertThat(started.await(1, TimeUnit.MINUTES)).isTrue();
                engine.close();
                for (Future<Shares> shares : last) {
                    assertThat(shares.get().bandwidth).isEqualTo(wanted.bandwidth);
                    assertThat(shares.get().compute).isEqualTo(wanted.compute);
                }
            }
        }
    }

    @Test
    void closingGivesMemoryBack() throws IOException {
        PolicyFiles.save(
                folder, TestPolicies.random(Scenario.defaults(), Family.SHARED, s -> s.hidden = 512, 8)); // 11 MB
        long weights = Files.size(folder.resolve(PolicyFiles.WEIGHTS));
        int policies = 20;
        NativePolicy.load(folder, NativePolicy.BEST).close();
        long before = residentBytes();
        for (int i = 0; i < policies; i++) {
            NativePolicy.load(folder, NativePolicy.BEST).close();
        }
        assertThat(residentBytes() - before).isLessThan(policies / 2 * weights);
    }

    private static long residentBytes() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(l -> l.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("t2drl.testing.TestPolicies#undecidable")
    void refusesPoliciesThatNeedMoreThanNetworks(String message, Policy policy) {
        PolicyFiles.save(folder, policy);
        assertThatThrownBy(() -> NativePolicy.load(folder, NativePolicy.BEST))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"SHARED, D3PG, RELU", "SHARED, DDPG, RELU", "FLAT, D3PG, MISH", "FLAT, DDPG, SILU"})
    void decidesAsTheJavaEngineDoes(Family family, AgentKind agent, Activation activation) {
        Policy policy = TestPolicies.random(
                Scenario.defaults(),
                family,
                s -> {
                    s.agent = agent;
                    s.activation = activation;
                },
                9);
        PolicyFiles.save(folder, policy);
        Slot slots = Slot.random(20, 15, 4);
        try (NativePolicy library = NativePolicy.load(folder, NativePolicy.BEST);
                PolicyEngine engine = PolicyEngine.load(folder)) {
            assertThat(library.maxUsers()).isEqualTo(engine.maxUsers());
            assertThat(library.minUsers()).isEqualTo(engine.minUsers());
            assertThat(library.models()).isEqualTo(engine.models());
            requireClose(Shares.of(library, slots, 15, 7), Shares.of(engine, slots, 15, 7));
            requireClose(Shares.of(library.sampled(5), slots, 15, 7), Shares.of(engine.sampled(5), slots, 15, 7));
            requireClose(Shares.of(library.bestOf(8, 5), slots, 15, 7), Shares.of(engine.bestOf(8, 5), slots, 15, 7));
            for (int state = 0; state < engine.popularityStates(); state++) {
                assertThat(library.cacheForPopularity(state)).isEqualTo(engine.cacheForPopularity(state));
            }
        }
    }

    private static void requireClose(Shares found, Shares wanted) {
        assertThat(found.bandwidth).containsExactly(wanted.bandwidth, offset(JAVA));
        assertThat(found.compute).containsExactly(wanted.compute, offset(JAVA));
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
