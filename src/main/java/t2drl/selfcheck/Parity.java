package t2drl.selfcheck;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.scalar.ScalarDevice;

/** The same kernel calls on the scalar device, which is the definition, and on another device. */
final class Parity implements AutoCloseable {
    private static final int[] ROWS = {1, 3, 17, 67, 130};
    private static final int DRAWN_SHAPES = 4;
    private static final int[] WIDTHS = {1, 2, 5, 15, 23};

    private static final double TF32_TOLERANCE = 5e-2;
    /** Three bits less. */
    private static final double BF16_TOLERANCE = 8 * TF32_TOLERANCE;

    final Device scalar = new ScalarDevice();
    final Device device;
    private final long seed;
    private final RandomGenerator shapes;

    Parity(Device device, long seed) {
        this.device = device;
        this.seed = seed;
        this.shapes = new SplittableRandom(seed);
    }

    /** The device alone, for checks that need no other. */
    ParitySide side() {
        return new ParitySide(device, seed);
    }

    /** What is checked for one number of rows and columns. */
    @FunctionalInterface
    interface Case {
        void run(int rows, int width);
    }

    /** Runs a check a few times with sizes of its own drawing; with seed 0, where all is fixed, not at all. */
    void drawn(Consumer<RandomGenerator> check) {
        for (int i = 0; seed != 0 && i < DRAWN_SHAPES; i++) {
            check.accept(shapes);
        }
    }

    /** Rows and widths that are no multiple of anything, rows longer than a warp of a GPU, and others that are drawn. */
    void awkwardShapes(Case check) {
        for (int rows : ROWS) {
            for (int width : WIDTHS) {
                check.run(rows, width);
            }
        }
        check.run(3, 40);
        check.run(2, 101);
        drawn(random -> check.run(random.nextInt(1, 300), random.nextInt(1, 50)));
    }

    /** How the numbers of two outputs are compared. */
    @FunctionalInterface
    private interface Closeness {
        void require(String where, ParitySide.Output output, double[] want, double[] got);
    }

    /** Errors are relative to a tensor's largest number, or to its scale if that is larger; {@code what} names the case. */
    void compare(String what, long seed, double tolerance, Consumer<ParitySide> calls) {
        compare(what, seed, calls, within(tolerance));
    }

    /**
     * The same of the products of networks, which a device may round. In TF32 and bfloat16 all numbers are judged together: where rounding carries one across the kink of a ReLU or a clip,
     * its gradient is another one. They may be off by {@code roughness} times as much as those of a network that passes rounding on as it is.
     */
    void compareProducts(String what, long seed, double tolerance, double roughness, Consumer<ParitySide> calls) {
        switch (device.precision()) {
            case DOUBLE, SINGLE -> compare(what, seed, calls, within(tolerance));
            case TF32 -> compare(what, seed, calls, withinNorm(roughness * TF32_TOLERANCE));
            case BF16 -> compare(what, seed, calls, withinNorm(roughness * BF16_TOLERANCE));
        }
    }

    private static Closeness within(double tolerance) {
        return (where, output, want, got) -> Compare.closeToLargest(
                where, output.length(), want, got, tolerance * output.looseness(), output.scale());
    }

    private static Closeness withinNorm(double tolerance) {
        return (where, output, want, got) -> Compare.closeInNorm(where, output.length(), want, got, tolerance);
    }

    private void compare(String what, long seed, Consumer<ParitySide> calls, Closeness closeness) {
        ParitySide want = new ParitySide(scalar, seed);
        ParitySide got = new ParitySide(device, seed);
        calls.accept(want);
        calls.accept(got);
        for (int i = 0; i < want.outputs.size(); i++) {
            ParitySide.Output output = want.outputs.get(i);
            String where = "%s, seed %d, output %d".formatted(what, seed, i);
            double[] numbers = got.outputs.get(i).buffer().toArray();
            closeness.require(where, output, output.buffer().toArray(), numbers);
            Compare.require(
                    Arrays.stream(numbers, output.length(), numbers.length).allMatch(Double::isNaN),
                    "%s: something was written behind its %d numbers".formatted(where, output.length()));
        }
        List<Indices> wantIndices = want.indexOutputs;
        for (int i = 0; i < wantIndices.size(); i++) {
            String where = "%s, seed %d, index output %d".formatted(what, seed, i);
            Compare.equal(
                    where, wantIndices.get(i).toArray(), got.indexOutputs.get(i).toArray());
        }
        Compare.require(!want.outputs.isEmpty() || !wantIndices.isEmpty(), what + " compares nothing");
    }

    @Override
    public void close() {
        scalar.close();
    }
}
