package t2drl.method;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import t2drl.agent.LearnerSettings;
import t2drl.edge.Scenario;
import t2drl.kernel.Device;
import t2drl.kernel.vector.VectorDevice;
import t2drl.testing.Backend;

/**
 * Once compiled, the training loop allocates nothing on the Java heap. How many slots the compiler needs is its affair, so the test runs until it is
 * so, or for many times as long as that usually takes.
 */
class NoAllocationTest {
    private static final ThreadMXBean BEAN = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WINDOW = 100;
    private static final int MOST_SLOTS = 15_000;

    /** The measurement itself takes a few hundred bytes. */
    private static final long BYTES_PER_WINDOW = 1000;

    static Stream<Arguments> learners() {
        Arguments first = DeterminismTest.learners().findFirst().orElseThrow();
        return Stream.concat(
                DeterminismTest.learners().map(learner -> Arguments.of(learner.get()[0], learner.get()[1], 1)),
                Stream.of(Arguments.of(first.get()[0], first.get()[1], 2)));
    }

    @ParameterizedTest(name = "{0}, {2} threads")
    @MethodSource("learners")
    void slotsAllocateNothing(String name, LearnerSettings settings, int threads) {
        Set<Long> others = workers();
        try (Device device = new VectorDevice(threads)) {
            Set<Long> watched = workers();
            watched.removeAll(others);
            assertThat(watched).hasSize(threads - 1);
            watched.add(Thread.currentThread().threadId());
            slotsAllocateNothing(device, settings, watched);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("t2drl.method.DeterminismTest#learners")
    void slotsAllocateNothingInBf16(String name, LearnerSettings settings) {
        try (Device device = Backend.bf16(1).open()) {
            slotsAllocateNothing(device, settings, Set.of(Thread.currentThread().threadId()));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("t2drl.method.DeterminismTest#learners")
    void slotsAllocateNothingOnAGpu(String name, LearnerSettings settings) {
        // What the host does hangs on none of these sizes, but the emulated driver's time does.
        LearnerSettings tiny = settings.with(s -> {
            s.cells = 4;
            s.batch = 4;
            s.hidden = 4;
            s.caching = s.caching.with(c -> {
                c.batch = 4;
                c.hidden = 4;
                c.updatesPerFrame = 1;
            });
        });
        try (Device device = Backend.emulated(0).open()) {
            slotsAllocateNothing(device, tiny, Set.of(Thread.currentThread().threadId()));
        }
    }

    private static void slotsAllocateNothing(Device device, LearnerSettings settings, Set<Long> watched) {
        Scenario endless = ShortTraining.scenario().with(s -> s.frames = MOST_SLOTS / s.slotsPerFrame);
        Training training = new Training(device, endless, settings.with(s -> s.episodes = 1), 1);
        Meter meter = new Meter(watched);
        training.run(_ -> {}, meter);
        assertThat(training.updates()).isGreaterThan(settings.actorDelayUpdates());
        assertThat(meter.bytes)
                .as("bytes allocated in the last %d of %d slots", WINDOW, meter.slots)
                .isLessThan(BYTES_PER_WINDOW);
    }

    private static Set<Long> workers() {
        return Arrays.stream(BEAN.getThreadInfo(BEAN.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith("t2drl-worker"))
                .map(ThreadInfo::getThreadId)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Asked after every slot; stops after a window of slots in which nothing was allocated. */
    private static final class Meter implements BooleanSupplier {
        private final long[] threads;
        long slots;
        long bytes = Long.MAX_VALUE;
        private long before;

        Meter(Set<Long> threads) {
            this.threads = threads.stream().mapToLong(Long::longValue).toArray();
        }

        @Override
        public boolean getAsBoolean() {
            slots++;
            if (slots % WINDOW != 0) {
                return false;
            }
            long now = Arrays.stream(BEAN.getThreadAllocatedBytes(threads)).sum();
            bytes = now - before;
            before = now;
            return slots > 5 * WINDOW && bytes < BYTES_PER_WINDOW;
        }
    }
}
