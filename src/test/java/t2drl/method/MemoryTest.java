package t2drl.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.checkpoint.Checkpoints;
import t2drl.device.Devices;
import t2drl.edge.Scenario;
import t2drl.kernel.Device;
import t2drl.kernel.vector.VectorDevice;
import t2drl.testing.Backend;
import t2drl.testing.Emulator;

/**
 * A training takes no more memory the longer it runs, and a device that is closed gives everything back. With {@code -Dt2drl.soak=1000000} the first runs for so
 * many updates on the device cpu, and a thousandth of it on the emulated one, which is slow.
 */
class MemoryTest {
    private static final int MEASUREMENTS = 10;

    /** Less than any object: one that is kept at every update is found. */
    private static final double HEAP_BYTES_PER_UPDATE = 12;

    private static final long NATIVE_BYTES_OF_OTHERS = 100_000;

    @TempDir
    Path folder;

    /** What a process holds: heap after a collection, direct memory, memory of the device and other things of its driver. */
    private record Usage(long updates, long heap, Map<String, Long> outside) {
        static Usage now(long updates, Device device) {
            System.gc();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            Map<String, Long> outside = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .collect(Collectors.toMap(BufferPoolMXBean::getName, BufferPoolMXBean::getMemoryUsed));
            Long bytes = Devices.memoryBytes(device);
            if (bytes != null) {
                outside.put("device", bytes);
                outside.putAll(Emulator.live());
            }
            return new Usage(updates, heap, outside);
        }
    }

    @ParameterizedTest
    @CsvSource({"cpu, 40000, 1", "emulated, 200, 1000"})
    void aTrainingTakesNoMoreMemoryTheLongerItRuns(String name, int shortSoak, int part) throws IOException {
        int updates = Math.max(shortSoak, Integer.getInteger("t2drl.soak", 0) / part);
        Backend backend = name.equals("cpu") ? new Backend(name, () -> new VectorDevice(1)) : Backend.emulated(0);
        List<Usage> usages = new ArrayList<>();
        try (Device device = backend.open()) {
            Scenario scenario = ShortTraining.scenario().with(s -> {
                s.users = 2;
                s.frames = 2;
                s.slotsPerFrame = 25;
            });
            Training training = new Training(
                    device,
                    scenario,
                    tiny(AgentKind.D3PG).with(s -> s.episodes = updates), // more than is run
                    1);
            Checkpoints checkpoints = new Checkpoints(folder, Map.of());
            int step = updates / MEASUREMENTS;
            training.run(_ -> {}, () -> {
                if (training.updates() < (usages.size() + 1L) * step) {
                    return false;
                }
                write(checkpoints, training, device);
                usages.add(Usage.now(training.updates(), device));
                return usages.size() == MEASUREMENTS;
            });
        }
        Usage first = usages.get(MEASUREMENTS / 3);
        Usage last = usages.getLast();
        assertThat(last.updates).isGreaterThanOrEqualTo(updates);
        assertThat(last.outside).isEqualTo(first.outside);
        if (name.equals("emulated")) {
            return; // so few updates say nothing about the heap
        }
        assertThat((double) (last.heap - first.heap) / (last.updates - first.updates))
                .as("bytes of heap an update")
                .isLessThan(HEAP_BYTES_PER_UPDATE);
    }

    private static void write(Checkpoints checkpoints, Training training, Device device) {
        try {
            checkpoints.write(training.slots(), training.savedState(), device.precision());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A second device keeps the context alive, whose end would give everything back. */
    @ParameterizedTest
    @CsvSource({"D3PG, false", "DDPG, false", "D3PG, true"})
    void aClosedDeviceHasGivenEverythingBack(AgentKind agent, boolean closedByAnotherThread)
            throws InterruptedException {
        try (Device other = Backend.emulated(1).open()) {
            other.buffer(10);
            Map<String, Long> before = Emulator.live();
            Device device = Backend.emulated(1).open();
            Training training =
                    new Training(device, ShortTraining.scenario(), tiny(agent).with(s -> s.episodes = 10), 1);
            training.run(_ -> {}, () -> false);
            assertThat(training.updates()).isPositive();
            assertThat(Emulator.live()).allSatisfy((what, count) -> {
                if (!what.equals("Events")) {
                    assertThat(count).as(what).isGreaterThan(before.get(what));
                }
            });
            if (closedByAnotherThread) {
                Thread.ofPlatform().start(device::close).join();
            } else {
                device.close();
            }
            assertThat(Emulator.live()).isEqualTo(before);
        }
    }

    /** What {@code malloc} gave to Java code, by the virtual machine's books (Native Memory Tracking). */
    @Test
    void aClosedDeviceHasGivenBackWhatNativeCodeRead() throws JMException {
        VectorDevice.bf16Missing().ifPresent(reason -> assumeTrue(false, reason));
        long before = nativeBytes();
        VectorDevice device = VectorDevice.bf16(2);
        Training training = new Training(
                device, ShortTraining.scenario(), tiny(AgentKind.D3PG).with(s -> s.hidden = 256), 1);
        long open = nativeBytes();
        assertThat(open).isGreaterThan(before + 10 * NATIVE_BYTES_OF_OTHERS);
        device.close();
        assertThat(nativeBytes()).isBetween(before - NATIVE_BYTES_OF_OTHERS, before + NATIVE_BYTES_OF_OTHERS);
        assertThat(training.updates()).isZero(); // reachable until here, so no collector helped
        device.close();
    }

    private static long nativeBytes() throws JMException {
        String summary = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "vmNativeMemory",
                        new Object[] {new String[] {"summary", "scale=b"}},
                        new String[] {String[].class.getName()});
        Matcher other =
                Pattern.compile("Other \\(reserved=\\d+, committed=(\\d+)\\)").matcher(summary);
        assertThat(other.find()).as(summary).isTrue();
        return Long.parseLong(other.group(1));
    }

    @Test
    void aClosedDeviceHasNoThreads() throws InterruptedException {
        long before = workers().count();
        VectorDevice device = new VectorDevice(5);
        assertThat(workers()).hasSize((int) before + 4);
        device.close();
        for (int wait = 0; workers().count() > before && wait < 200; wait++) {
            Thread.sleep(10);
        }
        assertThat(workers()).hasSize((int) before);
    }

    private static Stream<Thread> workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("t2drl-worker"));
    }

    private static LearnerSettings tiny(AgentKind agent) {
        return ShortTraining.settings(Family.SHARED, s -> {
            s.agent = agent;
            s.cells = 8;
            s.batch = 4;
            s.hidden = 4;
            s.replaySlots = 200;
            s.caching = s.caching.with(c -> {
                c.batch = 4;
                c.hidden = 4;
                c.updatesPerFrame = 1;
                c.replayFrames = 100;
            });
        });
    }
}
