package t2drl.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import t2drl.agent.LearnerSettings;
import t2drl.checkpoint.Checkpoints;
import t2drl.device.Devices;
import t2drl.kernel.Device;
import t2drl.kernel.scalar.ScalarDevice;
import t2drl.kernel.vector.VectorDevice;
import t2drl.testing.Backend;

/**
 * A training that goes on from a checkpoint ends with the same bits in all of its memory, which shows that nothing is missing in any list of state: neither
 * what has changed since the checkpoint (restored into a training that has lived on) nor what has not (restored into a new one).
 */
class ResumeTest {
    private static final long SEED = 5;

    @TempDir
    Path folder;

    static Stream<Arguments> learnersAndDevices() {
        return DeterminismTest.learners()
                .flatMap(learner -> Stream.of(
                                new Backend("cpu", () -> new VectorDevice(2)),
                                new Backend("scalar", ScalarDevice::new),
                                Backend.emulated(1))
                        .map(backend -> Arguments.of(learner.get()[0], backend, learner.get()[1])));
    }

    /** Slots: within a frame; before anything is learned; the last one of an episode. */
    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("learnersAndDevices")
    void endsWithTheSameBits(String name, Backend backend, LearnerSettings settings) throws IOException {
        boolean slow = backend.name().startsWith(Devices.EMULATED);
        LearnerSettings learners = slow ? small(settings) : settings;
        try (Device device = backend.open()) {
            Life whole = new Life(device, learners);
            whole.run(Integer.MAX_VALUE);
            List<List<? extends Number>> end = whole.watch.contents();
            List<TrainingMetrics> reports = List.copyOf(whole.reports);
            assertThat(reports).hasSize(learners.episodes());
            assertThat(whole.training.updates()).isGreaterThan(learners.actorDelayUpdates());

            for (int slots : slow ? new int[] {38} : new int[] {38, 7, 30}) {
                Checkpoints checkpoints = new Checkpoints(folder, Map.of());
                checkpoints.remove();
                Life first = new Life(device, learners);
                first.run(slots);
                checkpoints.write(slots, first.training.savedState(), device.precision());
                assertThat(first.watch.contents()).isNotEqualTo(end);

                whole.resume(checkpoints);
                assertThat(whole.watch.contents())
                        .as("%s, restored into a training that lived on from slot %d", name, slots)
                        .isEqualTo(end);
                try (Device another = device instanceof VectorDevice ? new VectorDevice(3) : backend.open()) {
                    Life second = new Life(another, learners);
                    second.resume(checkpoints);
                    assertThat(second.watch.contents())
                            .as("%s, restored into a new training from slot %d", name, slots)
                            .isEqualTo(end);
                    first.reports.addAll(second.reports);
                    assertThat(withoutTimes(first.reports)).isEqualTo(withoutTimes(reports));
                }
            }
        }
    }

    /** What is kept hangs on none of these sizes, but the emulated driver's time does. */
    private static LearnerSettings small(LearnerSettings settings) {
        return settings.with(s -> {
            s.cells = 30;
            s.batch = 16;
            s.caching = s.caching.with(c -> c.batch = 8);
        });
    }

    private static List<String> withoutTimes(List<TrainingMetrics> reports) {
        return reports.stream()
                .map(m -> m.toString().replaceAll("(seconds|stepsPerSecond)=[^,]*", ""))
                .toList();
    }

    /** A training, its reports and its memory. */
    private static final class Life {
        final MemoryWatch watch;
        final Training training;
        final List<TrainingMetrics> reports = new ArrayList<>();
        final Device device;

        Life(Device device, LearnerSettings settings) {
            this.device = device;
            watch = new MemoryWatch(device);
            training = new Training(watch.device(), ShortTraining.scenario(), settings, SEED);
        }

        void run(int slots) {
            int[] count = {0};
            training.run(reports::add, () -> ++count[0] == slots);
        }

        void resume(Checkpoints checkpoints) {
            assertThat(checkpoints.restore(training.savedState(), device.precision(), remark -> {
                        throw new AssertionError(remark);
                    }))
                    .isPresent();
            run(Integer.MAX_VALUE);
        }
    }
}
