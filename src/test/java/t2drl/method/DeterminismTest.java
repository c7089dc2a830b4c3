package t2drl.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.agent.Observe;
import t2drl.kernel.Device;
import t2drl.kernel.Prediction;
import t2drl.kernel.Recording;
import t2drl.kernel.scalar.ScalarDevice;
import t2drl.kernel.vector.VectorDevice;
import t2drl.method.ShortTraining.Outcome;
import t2drl.testing.Backend;

/** The same seed gives the same bits: again, on any number of threads, and nearly the same numbers on another device. */
class DeterminismTest {
    static Stream<Arguments> learners() {
        LearnerSettings shared = ShortTraining.settings(Family.SHARED, s -> {});
        return Stream.of(
                Arguments.of("D3PG, shared", shared),
                Arguments.of("DDPG, shared", shared.with(s -> s.agent = AgentKind.DDPG)),
                Arguments.of("D3PG, flat", ShortTraining.settings(Family.FLAT, s -> {})),
                Arguments.of("DDPG, flat", ShortTraining.settings(Family.FLAT, s -> s.agent = AgentKind.DDPG)),
                Arguments.of("D3PG, shared, looking ahead, predicting noise", shared.with(s -> {
                    s.prediction = Prediction.NOISE;
                    s.discount = 0.9;
                    s.critics = 2;
                    s.caching = s.caching.with(c -> {
                        c.observe = Observe.REQUESTS;
                        c.discount = 0.9;
                    });
                })));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("learners")
    void sameBitsOnAnyNumberOfThreads(String name, LearnerSettings settings) {
        Outcome first = onThreads(1, settings, 5);
        assertThat(first.updates()).isGreaterThan(settings.actorDelayUpdates());
        assertThat(first.metrics().getLast().cacheLoss()).isPositive();
        for (int threads : new int[] {2, 3, 7}) {
            assertThat(onThreads(threads, settings, 5).networks())
                    .as("%s on %d threads", name, threads)
                    .isEqualTo(first.networks());
        }
        Outcome another = onThreads(1, settings, 6);
        first.networks()
                .forEach((network, numbers) -> assertThat(another.networks().get(network))
                        .as("%s of another seed", network)
                        .isNotEqualTo(numbers));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("learners")
    void sameBitsOnAnyNumberOfThreadsInBf16(String name, LearnerSettings settings) {
        Outcome first = on(Backend.bf16(1), settings);
        assertThat(on(Backend.bf16(3), settings).networks()).as(name).isEqualTo(first.networks());
        assertThat(first.networks())
                .as(name)
                .isNotEqualTo(onThreads(1, settings, 5).networks());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("learners")
    void sameBitsAgainOnTheScalarDevice(String name, LearnerSettings settings) {
        LearnerSettings shorter = settings.with(s -> s.episodes = 2);
        assertThat(onScalar(shorter, 5).networks())
                .as(name)
                .isEqualTo(onScalar(shorter, 5).networks());
    }

    /** Against a GPU's blocks and threads in another order, and against direct calls, which a recording replays. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("learners")
    void sameBitsInAnyOrderOfExecutionAndWithoutRecordingsOnAGpu(String name, LearnerSettings settings) {
        Outcome first = on(Backend.emulated(1), settings);
        assertThat(first.updates()).isGreaterThan(settings.actorDelayUpdates());
        try (Device device = Backend.emulated(2).open()) {
            Outcome direct = ShortTraining.run(withoutRecordings(device), settings, 5);
            assertThat(direct.networks()).as(name).isEqualTo(first.networks());
            assertThat(losses(direct)).as(name).isEqualTo(losses(first));
        }
        assertNear(name, onScalar(settings, 5), first);
    }

    private static List<Double> losses(Outcome outcome) {
        return outcome.metrics().stream()
                .flatMap(m -> Stream.of(m.criticLoss(), m.actorLoss(), m.cacheLoss()))
                .toList();
    }

    /** The same device, but what is recorded runs as direct calls, again at every replay. */
    private static Device withoutRecordings(Device device) {
        return (Device) Proxy.newProxyInstance(
                Device.class.getClassLoader(), new Class<?>[] {Device.class}, (_, method, arguments) -> {
                    if (method.getName().equals("record")) {
                        Runnable body = (Runnable) arguments[0];
                        return (Recording) body::run;
                    }
                    return method.invoke(device, arguments);
                });
    }

    private static Outcome on(Backend backend, LearnerSettings settings) {
        try (Device device = backend.open()) {
            return ShortTraining.run(device, settings, 5);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("learners")
    void nearlyTheSameNumbersOnACpu(String name, LearnerSettings settings) {
        assertNear(name, onScalar(settings, 5), onThreads(2, settings, 5));
    }

    private static void assertNear(String name, Outcome want, Outcome got) {
        for (int episode = 0; episode < want.metrics().size(); episode++) {
            TrainingMetrics w = want.metrics().get(episode);
            TrainingMetrics g = got.metrics().get(episode);
            assertThat(g.slotReward()).as("%s, episode %d", name, episode).isCloseTo(w.slotReward(), within(1e-3));
            assertThat(g.hitRatio()).as("%s, episode %d", name, episode).isCloseTo(w.hitRatio(), within(1e-3));
        }
        for (int i = 0; i < losses(want).size(); i++) {
            assertThat(losses(got).get(i))
                    .as("%s, loss %d", name, i)
                    .isCloseTo(losses(want).get(i), within(1e-4));
        }
    }

    private static Outcome onThreads(int threads, LearnerSettings settings, long seed) {
        try (Device device = new VectorDevice(threads)) {
            return ShortTraining.run(device, settings, seed);
        }
    }

    private static Outcome onScalar(LearnerSettings settings, long seed) {
        try (Device device = new ScalarDevice()) {
            return ShortTraining.run(device, settings, seed);
        }
    }
}
