package t2drl.selfcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;

/**
 * One of the two devices of a {@link Parity} check. Inputs come from the check's seed and are whole floats, so that both devices get the same numbers;
 * outputs are poisoned. Behind both lies a guard of NaN: what reads or writes too far shows.
 */
final class ParitySide {
    private static final int GUARD = 5;
    private static final int POISON = Integer.MIN_VALUE;

    final Device device;
    final RandomGenerator random;
    final List<Output> outputs = new ArrayList<>();

    /**
     * Numbers to compare, with errors relative to the largest of them, or to {@code scale} if that is larger, and within {@code looseness} times the
     * check's tolerance.
     */
    record Output(Buffer buffer, int length, double scale, double looseness) {}

    final List<Indices> indexOutputs = new ArrayList<>();

    ParitySide(Device device, long seed) {
        this.device = device;
        this.random = new SplittableRandom(seed);
    }

    Buffer input(double... values) {
        double[] guarded = Arrays.copyOf(values, values.length + GUARD);
        Arrays.fill(guarded, values.length, guarded.length, Double.NaN);
        return unguarded(guarded);
    }

    Buffer draw(int length, DoubleSupplier distribution) {
        double[] values = new double[length];
        Arrays.setAll(values, i -> distribution.getAsDouble());
        return input(values);
    }

    Buffer normal(int length, double scale) {
        return input(normals(length, scale));
    }

    double[] normals(int length, double scale) {
        double[] values = new double[length];
        Arrays.setAll(values, i -> scale * random.nextGaussian());
        return values;
    }

    Buffer uniform(int length, double low, double high) {
        return draw(length, () -> random.nextDouble(low, high));
    }

    /** Small whole numbers, so that ties are frequent and sums exact. */
    Buffer whole(int length, int low, int high) {
        return draw(length, () -> random.nextInt(low, high + 1));
    }

    /** 0 or 1. */
    Buffer flags(int length, double chanceOfOne) {
        return draw(length, () -> random.nextDouble() < chanceOfOne ? 1 : 0);
    }

    /** For kernels that take the size of their work from the length of a buffer. */
    Buffer unguarded(double... values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) values[i];
        }
        Buffer buffer = device.buffer(values.length);
        buffer.write(0, rounded, 0, rounded.length);
        return buffer;
    }

    Buffer output(int length, double scale) {
        return compared(input(poison(length)), length, scale);
    }

    Buffer output(int length) {
        return output(length, 1e-6);
    }

    /** The output of a backward pass: sums over many rows. */
    Buffer gradient(int length) {
        Buffer buffer = input(poison(length));
        outputs.add(new Output(buffer, length, 1e-6, 5));
        return buffer;
    }

    /** An output that fills the whole buffer, whatever its length. */
    Buffer unguardedOutput(int length) {
        return compared(unguarded(poison(length)), length, 1);
    }

    /** Has what a kernel left in {@code buffer} compared, too. */
    Buffer compared(Buffer buffer, int length, double scale) {
        outputs.add(new Output(buffer, length, scale, 1));
        return buffer;
    }

    Indices indices(int... values) {
        int[] guarded = Arrays.copyOf(values, values.length + GUARD);
        Arrays.fill(guarded, values.length, guarded.length, POISON);
        Indices indices = device.indices(guarded.length);
        indices.write(guarded);
        return indices;
    }

    Indices indexOutput(int length) {
        int[] values = new int[length];
        Arrays.fill(values, POISON);
        Indices indices = indices(values);
        indexOutputs.add(indices);
        return indices;
    }

    Counter counter(long value) {
        Counter counter = device.counter();
        counter.set(value);
        return counter;
    }

    private static double[] poison(int length) {
        double[] values = new double[length];
        Arrays.fill(values, Double.NaN);
        return values;
    }
}
