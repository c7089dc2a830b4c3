package t2drl.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.edge.CacheSets;
import t2drl.edge.Cells;
import t2drl.edge.Scenario;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.scalar.ScalarDevice;
import t2drl.kernel.vector.VectorDevice;

class EvaluatorTest {
    private static final int EPISODES = 12;
    private static final long SEED = 21;

    private final Scenario scenario = Scenario.defaults().with(s -> {
        s.users = 6;
        s.models = 4;
        s.frames = 3;
        s.slotsPerFrame = 4;
        s.popularityStates = 2;
        s.transition = new double[][] {{0.7, 0.3}, {0.3, 0.7}};
        s.zipfSkewness = new double[] {2, 2};
        s.rank = new int[][] {{1, 2, 3, 4}, {4, 3, 2, 1}};
        s.cacheCapacityGb = 14;
        s.stepsPerSlot = 500;
        s.bandwidthHz = 8e6;
    });
    private final CacheSets sets = new CacheSets(scenario);
    private final Device device = new VectorDevice(2);

    @AfterEach
    void close() {
        device.close();
    }

    /** Another method, watched: what the cells asked of it. */
    private static final class Watched implements Method {
        final Method method;
        final List<int[]> requests = new ArrayList<>();
        final List<double[]> channels = new ArrayList<>();
        final List<int[]> popularity = new ArrayList<>();

        Watched(Method method) {
            this.method = method;
        }

        @Override
        public String name() {
            return method.name();
        }

        @Override
        public void cache(Cells cells, Indices choice) {
            popularity.add(cells.memory().state().toArray());
            method.cache(cells, choice);
        }

        @Override
        public void allocate(Cells cells, Buffer state, Buffer hit, Buffer a3, Buffer b, Buffer xi) {
            requests.add(cells.memory().requested().toArray());
            channels.add(cells.memory().gain().toArray());
            channels.add(cells.memory().inputBits().toArray());
            channels.add(cells.memory().outputBits().toArray());
            method.allocate(cells, state, hit, a3, b, xi);
        }
    }

    private Evaluator evaluator(long seed) {
        return new Evaluator(device, scenario, sets, EPISODES, seed);
    }

    private Method random(long seed) {
        return KnownMethod.RCARS.make(new MethodParts(scenario, sets, seed, 1));
    }

    private Method oracle() {
        return KnownMethod.ORACLE.make(new MethodParts(scenario, sets, 1, 1));
    }

    private LearnerSettings learner(AgentKind kind) {
        return ShortTraining.settings(Family.SHARED, s -> {
            s.agent = kind;
            s.bestOf = 3;
        });
    }

    private Method untrained(AgentKind kind, long seed) {
        LearnerSettings settings = learner(kind);
        Training training = new Training(device, scenario, settings, seed);
        return Method.of(
                "untrained",
                new LearnedCaching(
                        device,
                        scenario,
                        settings.caching(),
                        training.caching().agent().online(),
                        EPISODES),
                new LearnedAllocation(
                        device,
                        scenario,
                        settings,
                        training.allocation().agent().actor(),
                        training.allocation().agent().critic(0),
                        EPISODES,
                        seed));
    }

    @Test
    void allMethodsMeetTheSameUsersRequestsAndChannels() {
        Watched random = new Watched(random(1));
        Watched oracle = new Watched(oracle());
        Watched learned = new Watched(untrained(AgentKind.D3PG, 1));
        for (Watched method : List.of(random, oracle, learned)) {
            evaluator(SEED).run(method);
            assertThat(method.requests).hasSize(12).containsExactlyElementsOf(random.requests);
            assertThat(method.channels).containsExactlyElementsOf(random.channels);
            assertThat(method.popularity).hasSize(3).containsExactlyElementsOf(random.popularity);
        }
        Watched elsewhere = new Watched(random(1));
        evaluator(SEED + 1).run(elsewhere);
        assertThat(elsewhere.requests.getFirst()).isNotEqualTo(random.requests.getFirst());
        assertThat(elsewhere.channels.getFirst()).isNotEqualTo(random.channels.getFirst());
    }

    @Test
    void theOracleBeatsRandomCaching() {
        Evaluator.Result random = evaluator(SEED).run(random(1));
        Evaluator.Result oracle = evaluator(SEED).run(oracle());
        assertThat(mean(oracle, EpisodeResult::cost)).isLessThan(0.9 * mean(random, EpisodeResult::cost));
        assertThat(mean(oracle, EpisodeResult::hitRatio)).isGreaterThan(mean(random, EpisodeResult::hitRatio));
        for (int e = 0; e < EPISODES; e++) {
            assertThat(oracle.episodes().get(e).cost())
                    .as("episode %d", e)
                    .isLessThan(random.episodes().get(e).cost());
        }
        assertThat(oracle.method()).isEqualTo("oracle");
        assertThat(oracle.decisionMicros()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void anUntrainedLearnerIsFiniteAndWorseThanTheOracle(AgentKind kind) {
        Evaluator.Result untrained = evaluator(SEED).run(untrained(kind, 3));
        assertThat(untrained.episodes()).hasSize(EPISODES).allSatisfy(episode -> {
            assertThat(episode.cost()).isFinite().isPositive();
            assertThat(episode.latency()).isFinite().isPositive();
            assertThat(episode.tv()).isBetween(20.0, 130.0);
            assertThat(episode.hitRatio()).isBetween(0.0, 1.0);
            assertThat(episode.lateRatio()).isBetween(0.0, 1.0);
        });
        assertThat(mean(untrained, EpisodeResult::cost))
                .isGreaterThan(mean(evaluator(SEED).run(oracle()), EpisodeResult::cost));
    }

    @Test
    void theSameSeedsGiveTheSameEvaluation() {
        List<EpisodeResult> random = evaluator(SEED).run(random(1)).episodes();
        assertThat(evaluator(SEED).run(random(1)).episodes()).isEqualTo(random);
        assertThat(evaluator(SEED).run(random(2)).episodes()).isNotEqualTo(random);
        assertThat(evaluator(SEED + 1).run(random(1)).episodes()).isNotEqualTo(random);

        for (AgentKind kind : AgentKind.values()) {
            List<EpisodeResult> learned =
                    evaluator(SEED).run(untrained(kind, 3)).episodes();
            assertThat(evaluator(SEED).run(untrained(kind, 3)).episodes()).isEqualTo(learned);
            assertThat(evaluator(SEED).run(untrained(kind, 4)).episodes()).isNotEqualTo(learned);
        }
    }

    @Test
    void theDeviceHardlyMatters() {
        List<EpisodeResult> got = evaluator(SEED).run(random(1)).episodes();
        try (Device scalar = new ScalarDevice()) {
            List<EpisodeResult> want = new Evaluator(scalar, scenario, sets, EPISODES, SEED)
                    .run(random(1))
                    .episodes();
            for (int e = 0; e < EPISODES; e++) {
                assertThat(got.get(e).cost())
                        .isCloseTo(want.get(e).cost(), within(1e-5 * want.get(e).cost()));
                assertThat(got.get(e).tv())
                        .isCloseTo(want.get(e).tv(), within(1e-5 * want.get(e).tv()));
                assertThat(got.get(e).hitRatio()).isEqualTo(want.get(e).hitRatio());
            }
        }
    }

    private static double mean(Evaluator.Result result, ToDoubleFunction<EpisodeResult> what) {
        return result.episodes().stream().mapToDouble(what).average().orElseThrow();
    }
}
