package t2drl.kernel.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.assertj.core.data.Offset;
import t2drl.kernel.Buffer;

/** A scalar device with seeded random memory, poisoned outputs, and finite differences. */
final class Lab {
    private static final double STEP = 1e-6;
    private static final double TOLERANCE = 1e-6;
    private static final int MOST_ELEMENTS = 60;

    final ScalarDevice device = new ScalarDevice();
    final Random random;

    Lab(long seed) {
        random = new Random(seed);
    }

    /** Uniform on +-{@code bound}. */
    Buffer uniform(int length, double bound) {
        return of(random.doubles(length, -bound, bound).toArray());
    }

    Buffer normal(int length) {
        return of(random.doubles(length).map(u -> random.nextGaussian()).toArray());
    }

    /** 0 or 1. */
    Buffer flags(int length, double chanceOfOne) {
        return of(random.doubles(length).map(u -> u < chanceOfOne ? 1 : 0).toArray());
    }

    Buffer of(double... values) {
        Buffer buffer = device.buffer(values.length);
        buffer.write(values);
        return buffer;
    }

    /** Memory full of NaN: a kernel that leaves an element out, or reads what it should only write, shows. */
    Buffer poisoned(int length) {
        double[] values = new double[length];
        Arrays.fill(values, Double.NaN);
        return of(values);
    }

    static double dot(Buffer x, Buffer y) {
        double[] left = x.toArray();
        double[] right = y.toArray();
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }

    /** Compares {@code gradient} with central differences of {@code loss} by elements of {@code x} (all, or a sample of them). */
    void assertGradient(String what, Buffer x, Buffer gradient, DoubleSupplier loss) {
        double[] at = x.toArray();
        double[] analytic = gradient.toArray();
        assertThat(analytic).as(what).hasSameSizeAs(at);
        double largest = Arrays.stream(analytic).map(Math::abs).max().orElseThrow();
        assertThat(largest).as("largest gradient by %s", what).isPositive().isFinite();
        int count = Math.min(at.length, MOST_ELEMENTS);
        for (int k = 0; k < count; k++) {
            int i = at.length <= MOST_ELEMENTS ? k : random.nextInt(at.length);
            double difference = (lossAt(x, i, at[i] + STEP, loss) - lossAt(x, i, at[i] - STEP, loss)) / (2 * STEP);
            x.write(i, at, i, 1);
            assertThat(analytic[i])
                    .as("gradient by %s[%d]", what, i)
                    .isCloseTo(difference, Offset.offset(TOLERANCE * Math.max(largest, 1e-2)));
        }
        double _ = loss.getAsDouble(); // leaves everything as it was
    }

    private static double lossAt(Buffer x, int i, double value, DoubleSupplier loss) {
        x.write(i, new double[] {value}, 0, 1);
        return loss.getAsDouble();
    }
}
