package t2drl.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.kernel.Buffer;
import t2drl.kernel.CellMemory;
import t2drl.kernel.CellShape;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.Recording;
import t2drl.kernel.SlotOutcome;
import t2drl.kernel.scalar.ScalarDevice;
import t2drl.kernel.vector.VectorDevice;
import t2drl.testing.Backend;

class CellsTest {
    private static final long SEED = 20_260_101;

    private static Device device(String name) {
        return switch (name) {
            case "scalar" -> new ScalarDevice();
            case "emulated" -> Backend.emulated(1).open();
            default -> new VectorDevice(Integer.parseInt(name.substring(4)));
        };
    }

    /** Cells under a fixed policy: three caches in turn, equal shares. */
    private static final class Life {
        final Device device;
        final Cells cells;
        final Indices choice;
        final Indices sets;
        final Buffer features;
        final Buffer hit;
        final Buffer a3;
        final Buffer shares;

        Life(Device device, Scenario scenario, int count, long seed) {
            int users = count * scenario.users();
            this.device = device;
            cells = new Cells(device, scenario, count, seed);
            choice = device.indices(count);
            choice.write(IntStream.range(0, count).map(c -> c % 3).toArray());
            sets = device.indices(3);
            sets.write(0b0000000111, 0b0001110000, 0);
            features = device.buffer(users * CellShape.FEATURES);
            hit = device.buffer(users);
            a3 = device.buffer(users);
            shares = device.buffer(users);
            double[] equal = new double[users];
            Arrays.fill(equal, 1.0 / scenario.users());
            shares.write(equal);
        }

        void slot() {
            cells.cache(choice, sets);
            cells.observe(features, hit, a3);
            cells.serve(shares, shares);
        }

        void episode(int frames, int slots, Consumer<Life> look) {
            cells.reset();
            slot();
            look.accept(this);
            for (int k = 1; k < frames * slots; k++) {
                if (k % slots == 0) {
                    cells.nextFrame();
                }
                cells.nextSlot();
                slot();
                look.accept(this);
            }
        }

        /** Everything that one cell is and shows. */
        List<double[]> cell(int cell) {
            CellMemory memory = cells.memory();
            SlotOutcome outcome = cells.outcome();
            int count = cells.shape().cells();
            List<double[]> values = new ArrayList<>();
            Stream.of(memory.position(), memory.velocity(), memory.drift(), memory.inputBits(), memory.outputBits())
                    .forEach(buffer -> values.add(part(buffer, cell, count)));
            Stream.of(memory.gain(), memory.cached(), memory.requestCounts(), features, hit, a3)
                    .forEach(buffer -> values.add(part(buffer, cell, count)));
            Stream.of(outcome.uplinkBps(), outcome.downlinkBps(), outcome.latencySeconds(), outcome.reward())
                    .forEach(buffer -> values.add(part(buffer, cell, count)));
            values.add(new double[] {memory.state().toArray()[cell]});
            int users = cells.shape().users();
            int[] requested = Arrays.copyOfRange(memory.requested().toArray(), cell * users, (cell + 1) * users);
            values.add(Arrays.stream(requested).asDoubleStream().toArray());
            return values;
        }

        private static double[] part(Buffer buffer, int cell, int count) {
            int width = buffer.length() / count;
            return Arrays.copyOfRange(buffer.toArray(), cell * width, (cell + 1) * width);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar, scalar", "cpu-1, cpu-1", "cpu-1, cpu-3", "emulated, emulated"})
    void aCellLivesTheSameLifeWhateverIsBesideIt(String names) {
        try (Device one = device(names.split(", ")[0]);
                Device other = device(names.split(", ")[1])) {
            Life few = new Life(one, Scenario.defaults(), 5, SEED);
            Life many = new Life(other, Scenario.defaults(), 201, SEED);
            List<List<double[]>> fewLived = new ArrayList<>();
            List<List<double[]>> manyLived = new ArrayList<>();
            few.episode(3, 4, life -> fewLived.add(life.cell(3)));
            many.episode(3, 4, life -> manyLived.add(life.cell(3)));

            for (int slot = 0; slot < fewLived.size(); slot++) {
                for (int i = 0; i < fewLived.get(slot).size(); i++) {
                    assertThat(manyLived.get(slot).get(i))
                            .as("slot %d, array %d", slot, i)
                            .isEqualTo(fewLived.get(slot).get(i));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "cpu-2", "emulated"})
    void aReplayedRecordingDoesWhatDirectCallsDo(String name) {
        try (Device device = device(name)) {
            Life direct = new Life(device, Scenario.defaults(), 7, SEED);
            List<List<double[]>> lived = new ArrayList<>();
            direct.episode(2, 3, life -> lived.add(life.cell(6)));

            Life recorded = new Life(device, Scenario.defaults(), 7, SEED);
            Recording start = device.record(() -> {
                recorded.cells.reset();
                recorded.slot();
            });
            Recording inFrame = device.record(() -> {
                recorded.cells.nextSlot();
                recorded.slot();
            });
            Recording newFrame = device.record(recorded.cells::nextFrame);
            for (int slot = 0; slot < lived.size(); slot++) {
                if (slot == 0) {
                    start.replay();
                } else {
                    if (slot == 3) {
                        newFrame.replay();
                    }
                    inFrame.replay();
                }
                List<double[]> cell = recorded.cell(6);
                for (int i = 0; i < cell.size(); i++) {
                    assertThat(cell.get(i))
                            .as("slot %d, array %d", slot, i)
                            .isEqualTo(lived.get(slot).get(i));
                }
            }
        }
    }

    /** The draws are the same and so are the decisions that hang on them, though the other devices are less precise. */
    @ParameterizedTest
    @ValueSource(strings = {"cpu-2", "emulated"})
    void allDevicesSeeTheSameRequests(String name) {
        try (Device scalar = device("scalar");
                Device device = device(name)) {
            List<int[]> want = new ArrayList<>();
            List<int[]> got = new ArrayList<>();
            new Life(scalar, Scenario.defaults(), 300, SEED).episode(4, 5, life -> remember(life, want));
            new Life(device, Scenario.defaults(), 300, SEED).episode(4, 5, life -> remember(life, got));
            for (int i = 0; i < want.size(); i++) {
                assertThat(got.get(i)).as("entry %d", i).isEqualTo(want.get(i));
            }
        }
    }

    private static void remember(Life life, List<int[]> seen) {
        seen.add(life.cells.memory().state().toArray());
        seen.add(life.cells.memory().requested().toArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "cpu-2", "emulated"})
    void eventsComeInTheirOrder(String name) {
        try (Device device = device(name)) {
            Scenario scenario = Scenario.defaults();
            Life life = new Life(device, scenario, 20, SEED);
            CellMemory memory = life.cells.memory();
            life.cells.reset();
            double[] start = memory.position().toArray();
            double[] velocity = memory.velocity().toArray();
            assertThat(memory.drift().toArray()).isEqualTo(velocity);
            for (int i = 0; i < velocity.length; i += 2) {
                assertThat(Math.hypot(velocity[i], velocity[i + 1])).isCloseTo(scenario.meanSpeedMps(), within(1e-6));
            }
            assertThat(memory.cached().toArray()).containsOnly(0);
            assertThat(life.cells.slot().get()).isEqualTo(1);
            double[] gain = memory.gain().toArray();
            for (int i = 0; i < gain.length; i++) {
                double loss = Wireless.pathLossDb(Math.hypot(start[2 * i], start[2 * i + 1]));
                double fading = gain[i] / Wireless.gain(loss, 1);
                assertThat(fading)
                        .isGreaterThan(scenario.fadingFloor() * (1 - 1e-4))
                        .isLessThan(20);
            }

            int[] requested = memory.requested().toArray();
            life.cells.nextFrame();
            assertThat(memory.position().toArray()).isEqualTo(start);
            assertThat(memory.requested().toArray()).isEqualTo(requested);
            assertThat(memory.gain().toArray()).isEqualTo(gain);

            life.cells.nextSlot();
            assertThat(life.cells.slot().get()).isEqualTo(2);
            double[] moved = memory.position().toArray();
            double[] now = memory.velocity().toArray();
            double half = scenario.cellSideM() / 2;
            int inside = 0;
            for (int i = 0; i < moved.length; i++) {
                if (Math.abs(start[i]) < half - 50) {
                    assertThat(moved[i] - start[i]).isCloseTo(now[i] * scenario.slotSeconds(), within(2e-4));
                    inside++;
                }
            }
            assertThat(inside).isGreaterThan(moved.length / 2);
            assertThat(memory.requested().toArray()).isNotEqualTo(requested);
            assertThat(memory.gain().toArray()).isNotEqualTo(gain);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "cpu-2", "emulated"})
    void drawsHaveTheirDistributions(String name) {
        try (Device device = device(name)) {
            Scenario scenario = Scenario.defaults().with(s -> s.speedDeviationMps = 2);
            int count = 2000;
            int users = scenario.users();
            Life life = new Life(device, scenario, count, SEED);
            CellMemory memory = life.cells.memory();
            Popularity popularity = Popularity.of(scenario);

            life.cells.reset();
            double[] position = memory.position().toArray();
            double side = scenario.cellSideM();
            assertMean("position", position, 0, side / Math.sqrt(12));
            assertMean("squared position", squares(position), side * side / 12, side * side / Math.sqrt(180));
            assertMean("drift", memory.drift().toArray(), 0, scenario.meanSpeedMps() / Math.sqrt(2));
            double[] fading = new double[count * users];
            double[] gain = memory.gain().toArray();
            for (int i = 0; i < fading.length; i++) {
                double loss = Wireless.pathLossDb(Math.hypot(position[2 * i], position[2 * i + 1]));
                fading[i] = gain[i] / Wireless.gain(loss, 1);
            }
            assertMean("fading", fading, scenario.fadingFloor() + Math.exp(-scenario.fadingFloor()), 1);
            assertMean("input", memory.inputBits().toArray(), 4.5e6, 7e6 / Math.sqrt(12));
            assertMean("output", memory.outputBits().toArray(), 13e6, 24e6 / Math.sqrt(12));

            int[] first = memory.state().toArray();
            double[] third = {1.0 / 3, 1.0 / 3, 1.0 / 3};
            assertFrequencies("first state", first, third);
            int[] requested = memory.requested().toArray();
            for (int j = 0; j < scenario.popularityStates(); j++) {
                int state = j;
                int[] asked = IntStream.range(0, requested.length)
                        .filter(i -> first[i / users] == state)
                        .map(i -> requested[i])
                        .toArray();
                assertFrequencies("requests in state " + j, asked, popularity.requests()[j]);
            }

            life.cells.nextFrame();
            int[] second = memory.state().toArray();
            for (int j = 0; j < scenario.popularityStates(); j++) {
                int state = j;
                int[] next = IntStream.range(0, count)
                        .filter(c -> first[c] == state)
                        .map(c -> second[c])
                        .toArray();
                assertFrequencies("next of state " + j, next, scenario.transition()[j]);
            }

            for (int slot = 0; slot < 30; slot++) {
                life.cells.nextSlot();
            }
            double[] velocity = memory.velocity().toArray();
            double[] drift = memory.drift().toArray();
            double[] off = new double[velocity.length];
            for (int i = 0; i < off.length; i++) {
                off[i] = velocity[i] - drift[i];
            }
            double sigma = scenario.speedDeviationMps();
            assertMean("velocity about its mean", off, 0, sigma);
            assertMean("its square", squares(off), sigma * sigma, Math.sqrt(2) * sigma * sigma);
            position = memory.position().toArray();
            assertMean("position later", position, 0, side / Math.sqrt(12));
            assertThat(Arrays.stream(position).map(Math::abs).max().orElseThrow())
                    .isLessThanOrEqualTo(side / 2 * (1 + 1e-6));
        }
    }

    private static double[] squares(double[] values) {
        return Arrays.stream(values).map(v -> v * v).toArray();
    }

    /** Within five standard errors. */
    private static void assertMean(String what, double[] values, double mean, double deviation) {
        double error = 5 * deviation / Math.sqrt(values.length);
        assertThat(Arrays.stream(values).average().orElseThrow())
                .as("mean of %s, seed %d", what, SEED)
                .isCloseTo(mean, within(error));
    }

    private static void assertFrequencies(String what, int[] values, double[] probabilities) {
        double[] counts = new double[probabilities.length];
        for (int value : values) {
            counts[value]++;
        }
        for (int i = 0; i < counts.length; i++) {
            double p = probabilities[i];
            assertThat(counts[i] / values.length)
                    .as("%s: frequency of %d, seed %d", what, i, SEED)
                    .isCloseTo(p, within(5 * Math.sqrt(p * (1 - p) / values.length)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "cpu-1", "emulated"})
    void episodesDifferAndSeedsDecide(String name) {
        try (Device device = device(name)) {
            Life one = new Life(device, Scenario.defaults(), 4, SEED);
            one.cells.reset();
            double[] firstStart = one.cells.memory().position().toArray();
            one.cells.reset();
            assertThat(one.cells.memory().position().toArray()).isNotEqualTo(firstStart);

            Life other = new Life(device, Scenario.defaults(), 4, SEED + 1);
            other.cells.reset();
            assertThat(other.cells.memory().position().toArray()).isNotEqualTo(firstStart);
        }
    }

    static List<Arguments> extremes() {
        Scenario defaults = Scenario.defaults();
        return Stream.of(
                        defaults.with(s -> s.users = 1),
                        defaults.with(s -> s.users = 40),
                        defaults.with(s -> s.cellSideM = 1e-3),
                        defaults.with(s -> s.cellSideM = 1e7),
                        defaults.with(s -> s.inputBits = new double[] {0, 0}),
                        defaults.with(s -> s.outputBits = new double[] {0, 1e12}),
                        defaults.with(s -> s.noiseDbmPerHz = -400),
                        defaults.with(s -> s.noiseDbmPerHz = 50),
                        defaults.with(s -> s.fadingFloor = 1e-9),
                        defaults.with(s -> s.latencyWeight = 0),
                        defaults.with(s -> s.tvWorthSeconds = 0),
                        defaults.with(s -> s.meanSpeedMps = 1e6))
                .flatMap(scenario -> Stream.of("scalar", "cpu-1", "emulated").map(name -> Arguments.of(scenario, name)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("extremes")
    void featuresAreFiniteInExtremeCells(Scenario scenario, String name) {
        try (Device device = device(name)) {
            Life life = new Life(device, scenario, 3, SEED);
            life.episode(
                    2, 2, l -> assertThat(Arrays.stream(l.features.toArray())).allMatch(Double::isFinite));
            assertThat(Arrays.stream(life.hit.toArray())).allMatch(h -> h == 0 || h == 1);
        }
    }

    @Test
    void stepsAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Device device = device("scalar")) {
            Life life = new Life(device, Scenario.defaults(), 3, SEED);
            life.cells.reset();
            Recording slot = device.record(() -> {
                life.cells.nextFrame();
                life.cells.nextSlot();
                life.slot();
            });
            slot.replay();
            long before = threads.getCurrentThreadAllocatedBytes();
            slot.replay();
            slot.replay();
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isZero();
        }
    }
}
