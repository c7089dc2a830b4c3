package t2drl.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import t2drl.kernel.scalar.ScalarDevice;
import t2drl.kernel.vector.VectorDevice;

/** Every cell kernel of the vector device against the scalar one, from the same single-precision inputs, into poisoned outputs. */
class CellParityTest {
    private static final double TOLERANCE = 1e-5;

    private final Device scalar = new ScalarDevice();
    private final Device vector = new VectorDevice(3);

    @AfterEach
    void close() {
        scalar.close();
        vector.close();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1", "1, 2", "1, 5", "1, 15", "1, 23", "3, 1", "3, 2", "3, 5", "3, 15", "3, 23", "17, 1", "17, 5", "17, 15",
        "17, 23", "67, 1", "67, 2", "67, 5", "67, 15", "67, 23", "700, 2"
    })
    void agreesWithTheDefinition(int cells, int users) {
        long seed = 1000L * cells + users;
        RandomGenerator random = new SplittableRandom(seed);
        CellShape shape = RandomShapes.of(random, cells, users);
        int n = cells * users;
        Side want = new Side(scalar, shape);
        Side got = new Side(vector, shape);
        List<Side> sides = List.of(want, got);

        float[] position = uniform(random, 2 * n);
        float[] heading = uniform(random, n);
        float[] state = uniform(random, cells);
        sides.forEach(side -> side.reset(position, heading, state));
        String where = "seed " + seed;
        assertThat(got.memory.state().toArray())
                .as(where)
                .isEqualTo(want.memory.state().toArray());
        assertCloseToLargest(where, want.memory.position(), got.memory.position());
        assertCloseToLargest(where, want.memory.velocity(), got.memory.velocity());
        assertCloseToLargest(where, want.memory.drift(), got.memory.drift());
        assertThat(got.memory.requestCounts().toArray()).as(where).containsOnly(0);

        for (int slot = 0; slot < 4; slot++) {
            String at = where + ", slot " + slot;
            want.copyStateOf(got);
            float[] normal = normals(random, 2 * n, slot == 3 ? 200 : 1);
            sides.forEach(side -> side.device.cells().move(side.memory, side.input(normal)));
            assertCloseToLargest(at, want.memory.position(), got.memory.position());
            assertCloseToLargest(at, want.memory.velocity(), got.memory.velocity());
            assertCloseToLargest(at, want.memory.drift(), got.memory.drift());
            double edge = shape.cellSideM() / 2 * (1 + 1e-6);
            assertThat(Arrays.stream(got.memory.position().toArray())).as(at).allMatch(p -> Math.abs(p) <= edge);

            want.copyStateOf(got);
            float[] e = exponentials(random, n);
            sides.forEach(side -> side.device.cells().fade(side.memory, side.input(e)));
            assertCloseEach(at, want.memory.gain(), got.memory.gain());

            float[] popularity = uniform(random, cells);
            sides.forEach(side -> side.device.cells().shiftPopularity(side.memory, side.input(popularity)));
            assertThat(got.memory.state().toArray())
                    .as(at)
                    .isEqualTo(want.memory.state().toArray());

            float[] model = uniform(random, n);
            float[] input = uniform(random, n);
            float[] output = uniform(random, n);
            sides.forEach(side ->
                    side.device.cells().request(side.memory, side.input(model), side.input(input), side.input(output)));
            assertThat(got.memory.requested().toArray())
                    .as(at)
                    .isEqualTo(want.memory.requested().toArray());
            assertCloseEach(at, want.memory.inputBits(), got.memory.inputBits());
            assertCloseEach(at, want.memory.outputBits(), got.memory.outputBits());
            assertThat(got.memory.requestCounts().toArray())
                    .as(at)
                    .isEqualTo(want.memory.requestCounts().toArray());

            int[] sets = random.ints(7, 0, 1 << shape.models()).toArray();
            int[] choice = random.ints(cells, 0, sets.length).toArray();
            sides.forEach(side -> side.cache(choice, sets));
            assertThat(got.memory.cached().toArray())
                    .as(at)
                    .isEqualTo(want.memory.cached().toArray());

            want.copyStateOf(got);
            sides.forEach(Side::observe);
            assertCloseToLargest(at, want.features, got.features);
            assertThat(got.hit.toArray()).as(at).isEqualTo(want.hit.toArray());
            assertCloseEach(at, want.a3, got.a3);

            want.features.write(got.features.toArray());
            double[] before = random.doubles(cells).toArray();
            sides.forEach(side -> side.transfer.write(before));
            sides.forEach(
                    side -> side.device.cells().equalShareTransfer(cells, users, side.features, 0.7, side.transfer));
            assertCloseEach(at, want.transfer, got.transfer);

            float[] b = shares(random, cells, users);
            float[] xi = shares(random, cells, users);
            sides.forEach(side -> side.device.cells().serve(side.memory, side.input(b), side.input(xi), side.outcome));
            assertOutcome(at, shape, want.outcome, got.outcome);

            sides.forEach(side -> side.device.cells().popularityState(side.memory, side.states));
            assertThat(got.states.toArray()).as(at).isEqualTo(want.states.toArray());
        }
        sides.forEach(side -> side.device.cells().requestState(side.memory, side.seen));
        assertCloseEach(where, want.seen, got.seen);
        assertThat(got.memory.requestCounts().toArray()).as(where).containsOnly(0);
    }

    private static void assertOutcome(String at, CellShape shape, SlotOutcome want, SlotOutcome got) {
        assertCloseEach(at, want.uplinkBps(), got.uplinkBps());
        assertCloseEach(at, want.downlinkBps(), got.downlinkBps());
        assertCloseEach(at, want.steps(), got.steps());
        assertCloseEach(at, want.uplinkSeconds(), got.uplinkSeconds());
        assertCloseEach(at, want.downlinkSeconds(), got.downlinkSeconds());
        assertCloseEach(at, want.generationSeconds(), got.generationSeconds());
        assertCloseEach(at, want.backhaulSeconds(), got.backhaulSeconds());
        assertCloseEach(at, want.latencySeconds(), got.latencySeconds());
        assertCloseEach(at, want.tv(), got.tv());
        assertCloseEach(at, want.cost(), got.cost());
        assertThat(got.hit().toArray()).as(at).isEqualTo(want.hit().toArray());
        double[] latency = want.latencySeconds().toArray();
        double[] wantLate = want.late().toArray();
        double[] gotLate = got.late().toArray();
        double[] wantReward = want.reward().toArray();
        double[] gotReward = got.reward().toArray();
        for (int i = 0; i < latency.length; i++) {
            boolean onTheDeadline = Math.abs(latency[i] / shape.slotSeconds() - 1) < TOLERANCE;
            if (!onTheDeadline) {
                assertThat(gotLate[i]).as("%s, late [%d]", at, i).isEqualTo(wantLate[i]);
                assertThat(gotReward[i])
                        .as("%s, reward [%d]", at, i)
                        .isCloseTo(wantReward[i], within(TOLERANCE * Math.abs(wantReward[i])));
            }
        }
    }

    private static void assertCloseEach(String at, Buffer want, Buffer got) {
        double[] expected = want.toArray();
        double[] actual = got.toArray();
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i])
                    .as("%s, [%d]", at, i)
                    .isCloseTo(expected[i], within(TOLERANCE * Math.abs(expected[i])));
        }
    }

    private static void assertCloseToLargest(String at, Buffer want, Buffer got) {
        double[] expected = want.toArray();
        double[] actual = got.toArray();
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("%s, [%d]", at, i).isCloseTo(expected[i], within(TOLERANCE * largest));
        }
    }

    private static float[] uniform(RandomGenerator random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    private static float[] normals(RandomGenerator random, int count, double scale) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return values;
    }

    private static float[] exponentials(RandomGenerator random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextExponential();
        }
        return values;
    }

    private static float[] shares(RandomGenerator random, int cells, int users) {
        float[] values = exponentials(random, cells * users);
        for (int cell = 0; cell < cells; cell++) {
            float sum = 0;
            for (int u = 0; u < users; u++) {
                sum += values[cell * users + u];
            }
            for (int u = 0; u < users; u++) {
                values[cell * users + u] = 0.001f + 0.97f * values[cell * users + u] / sum;
            }
        }
        return values;
    }

    /** One device's cells and outputs, all outputs poisoned. */
    private static final class Side {
        final Device device;
        final CellMemory memory;
        final SlotOutcome outcome;
        final Buffer features;
        final Buffer hit;
        final Buffer a3;
        final Buffer transfer;
        final Buffer states;
        final Buffer seen;

        Side(Device device, CellShape shape) {
            int n = shape.cells() * shape.users();
            this.device = device;
            memory = CellMemory.on(device, shape);
            outcome = SlotOutcome.on(device, shape);
            features = device.buffer(n * CellShape.FEATURES);
            hit = device.buffer(n);
            a3 = device.buffer(n);
            transfer = device.buffer(shape.cells());
            states = device.buffer(shape.cells() * shape.states());
            seen = device.buffer(2 * shape.cells() * shape.models());
            List.of(memory.position(), memory.velocity(), memory.drift(), memory.inputBits(), memory.outputBits())
                    .forEach(this::poison);
            List.of(memory.gain(), memory.cached(), memory.requestCounts(), features, hit, a3, states, seen)
                    .forEach(this::poison);
            List.of(outcome.uplinkBps(), outcome.downlinkBps(), outcome.steps(), outcome.uplinkSeconds())
                    .forEach(this::poison);
            List.of(outcome.downlinkSeconds(), outcome.generationSeconds(), outcome.backhaulSeconds())
                    .forEach(this::poison);
            List.of(outcome.latencySeconds(), outcome.tv(), outcome.cost(), outcome.late(), outcome.hit())
                    .forEach(this::poison);
            poison(outcome.reward());
            memory.requested().write(filled(n, Integer.MAX_VALUE));
            memory.state().write(filled(shape.cells(), Integer.MAX_VALUE));
        }

        private void poison(Buffer buffer) {
            double[] nans = new double[buffer.length()];
            Arrays.fill(nans, Double.NaN);
            buffer.write(nans);
        }

        private static int[] filled(int count, int value) {
            int[] values = new int[count];
            Arrays.fill(values, value);
            return values;
        }

        Buffer input(float[] values) {
            Buffer buffer = device.buffer(values.length);
            buffer.write(0, values, 0, values.length);
            return buffer;
        }

        void reset(float[] position, float[] heading, float[] state) {
            device.cells().reset(memory, input(position), input(heading), input(state));
        }

        void cache(int[] choice, int[] sets) {
            Indices chosen = device.indices(choice.length);
            chosen.write(choice);
            Indices masks = device.indices(sets.length);
            masks.write(sets);
            device.cells().cache(memory, chosen, masks);
        }

        void observe() {
            device.cells().observe(memory, features, hit, a3);
        }

        /** Takes over the other side's real numbers, so that each kernel is compared from the same inputs. */
        void copyStateOf(Side other) {
            memory.position().write(other.memory.position().toArray());
            memory.velocity().write(other.memory.velocity().toArray());
            memory.drift().write(other.memory.drift().toArray());
            memory.gain().write(other.memory.gain().toArray());
            memory.inputBits().write(other.memory.inputBits().toArray());
            memory.outputBits().write(other.memory.outputBits().toArray());
        }
    }
}
