package t2drl.selfcheck;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import t2drl.kernel.Buffer;
import t2drl.kernel.CellMemory;
import t2drl.kernel.CellShape;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.SlotOutcome;

/** Every cell kernel from the same single-precision inputs, into poisoned outputs. */
final class CellChecks {
    private static final double TOLERANCE = 1e-5;
    private static final int[][] CELLS_USERS = {
        {1, 1}, {1, 2}, {1, 5}, {1, 15}, {1, 23}, {3, 1}, {3, 2}, {3, 5}, {3, 15}, {3, 23}, {17, 1}, {17, 5}, {17, 15},
        {17, 23}, {67, 1}, {67, 2}, {67, 5}, {67, 15}, {67, 23}, {700, 2}, {2, 40}, {2, 300}
    };

    private CellChecks() {}

    static List<KernelCheck> all() {
        return List.of(new KernelCheck("cells: whole slots", parity -> {
            for (int[] sizes : CELLS_USERS) {
                slots(parity, sizes[0], sizes[1]);
            }
            parity.drawn(random -> slots(parity, random.nextInt(1, 100), random.nextInt(1, 50)));
        }));
    }

    private static void slots(Parity parity, int cells, int users) {
        long seed = 1000L * cells + users;
        RandomGenerator random = new SplittableRandom(seed);
        CellShape shape = CellShapes.of(random, cells, users);
        int n = cells * users;
        Side want = new Side(parity.scalar, shape);
        Side got = new Side(parity.device, shape);
        List<Side> sides = List.of(want, got);

        float[] position = uniform(random, 2 * n);
        float[] heading = uniform(random, n);
        float[] state = uniform(random, cells);
        sides.forEach(side -> side.reset(position, heading, state));
        String where = "%d cells, %d users, seed %d".formatted(cells, users, seed);
        Compare.equal(where, want.memory.state().toArray(), got.memory.state().toArray());
        closeToLargest(where, want.memory.position(), got.memory.position());
        closeToLargest(where, want.memory.velocity(), got.memory.velocity());
        closeToLargest(where, want.memory.drift(), got.memory.drift());
        Compare.equal(
                where,
                new double[shape.cells() * shape.models()],
                got.memory.requestCounts().toArray());

        for (int slot = 0; slot < 4; slot++) {
            String at = where + ", slot " + slot;
            want.copyStateOf(got);
            float[] normal = normals(random, 2 * n, slot == 3 ? 200 : 1);
            sides.forEach(side -> side.device.cells().move(side.memory, side.input(normal)));
            closeToLargest(at, want.memory.position(), got.memory.position());
            closeToLargest(at, want.memory.velocity(), got.memory.velocity());
            closeToLargest(at, want.memory.drift(), got.memory.drift());
            double edge = shape.cellSideM() / 2 * (1 + 1e-6);
            Compare.require(
                    Arrays.stream(got.memory.position().toArray()).allMatch(p -> Math.abs(p) <= edge),
                    at + ": a user left the cell");

            want.copyStateOf(got);
            float[] e = exponentials(random, n);
            sides.forEach(side -> side.device.cells().fade(side.memory, side.input(e)));
            closeEach(at, want.memory.gain(), got.memory.gain());

            float[] popularity = uniform(random, cells);
            sides.forEach(side -> side.device.cells().shiftPopularity(side.memory, side.input(popularity)));
            Compare.equal(at, want.memory.state().toArray(), got.memory.state().toArray());

            float[] model = uniform(random, n);
            float[] input = uniform(random, n);
            float[] output = uniform(random, n);
            sides.forEach(side ->
                    side.device.cells().request(side.memory, side.input(model), side.input(input), side.input(output)));
            Compare.equal(
                    at,
                    want.memory.requested().toArray(),
                    got.memory.requested().toArray());
            closeEach(at, want.memory.inputBits(), got.memory.inputBits());
            closeEach(at, want.memory.outputBits(), got.memory.outputBits());
            Compare.equal(
                    at,
                    want.memory.requestCounts().toArray(),
                    got.memory.requestCounts().toArray());

            int[] sets = random.ints(7, 0, 1 << shape.models()).toArray();
            int[] choice = random.ints(cells, 0, sets.length).toArray();
            sides.forEach(side -> side.cache(choice, sets));
            Compare.equal(
                    at, want.memory.cached().toArray(), got.memory.cached().toArray());

            want.copyStateOf(got);
            sides.forEach(Side::observe);
            closeToLargest(at, want.features, got.features);
            Compare.equal(at, want.hit.toArray(), got.hit.toArray());
            closeEach(at, want.a3, got.a3);

            want.features.write(got.features.toArray());
            double[] before = random.doubles(cells).toArray();
            sides.forEach(side -> side.transfer.write(before));
            sides.forEach(
                    side -> side.device.cells().equalShareTransfer(cells, users, side.features, 0.7, side.transfer));
            closeEach(at, want.transfer, got.transfer);

            float[] b = shares(random, cells, users);
            float[] xi = shares(random, cells, users);
            sides.forEach(side -> side.device.cells().serve(side.memory, side.input(b), side.input(xi), side.outcome));
            compareOutcome(at, shape, want.outcome, got.outcome);

            sides.forEach(side -> side.device.cells().popularityState(side.memory, side.states));
            Compare.equal(at, want.states.toArray(), got.states.toArray());
        }
        sides.forEach(side -> side.device.cells().requestState(side.memory, side.seen));
        closeEach(where, want.seen, got.seen);
        Compare.equal(
                where,
                new double[shape.cells() * shape.models()],
                got.memory.requestCounts().toArray());
    }

    private static void compareOutcome(String at, CellShape shape, SlotOutcome want, SlotOutcome got) {
        closeEach(at, want.uplinkBps(), got.uplinkBps());
        closeEach(at, want.downlinkBps(), got.downlinkBps());
        closeEach(at, want.steps(), got.steps());
        closeEach(at, want.uplinkSeconds(), got.uplinkSeconds());
        closeEach(at, want.downlinkSeconds(), got.downlinkSeconds());
        closeEach(at, want.generationSeconds(), got.generationSeconds());
        closeEach(at, want.backhaulSeconds(), got.backhaulSeconds());
        closeEach(at, want.latencySeconds(), got.latencySeconds());
        closeEach(at, want.tv(), got.tv());
        closeEach(at, want.cost(), got.cost());
        Compare.equal(at, want.hit().toArray(), got.hit().toArray());
        double[] latency = want.latencySeconds().toArray();
        double[] wantLate = want.late().toArray();
        double[] gotLate = got.late().toArray();
        double[] wantReward = want.reward().toArray();
        double[] gotReward = got.reward().toArray();
        for (int i = 0; i < latency.length; i++) {
            boolean onTheDeadline = Math.abs(latency[i] / shape.slotSeconds() - 1) < TOLERANCE;
            if (!onTheDeadline) {
                Compare.close(at + ", late", i, wantLate, gotLate, 0);
                Compare.close(at + ", reward", i, wantReward, gotReward, TOLERANCE * Math.abs(wantReward[i]));
            }
        }
    }

    private static void closeEach(String at, Buffer want, Buffer got) {
        Compare.closeEach(at, want.toArray(), got.toArray(), TOLERANCE);
    }

    private static void closeToLargest(String at, Buffer want, Buffer got) {
        Compare.closeToLargest(at, want.length(), want.toArray(), got.toArray(), TOLERANCE, 0);
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
