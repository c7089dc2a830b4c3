package t2drl.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.kernel.scalar.ScalarDevice;
import t2drl.kernel.vector.VectorDevice;

/** The vector device draws the scalar device's random numbers, whatever the size of the call. */
class RandomParityTest {
    private static final long STEP = (3L << 32) + 17;
    private static final int MOST = 5000;

    private final Device scalar = new ScalarDevice();
    private final Device vector = new VectorDevice(3);

    @AfterEach
    void close() {
        scalar.close();
        vector.close();
    }

    private enum Law {
        UNIFORM,
        NORMAL,
        EXPONENTIAL;

        double[] draw(Device device, long seed, int stream, long step, int length) {
            Buffer out = device.buffer(length);
            double[] poison = new double[length];
            Arrays.fill(poison, Double.NaN);
            out.write(poison);
            Counter counter = device.counter();
            counter.set(step);
            RandomStream from = new RandomStream(seed, stream);
            switch (this) {
                case UNIFORM -> device.random().uniform(from, counter, out);
                case NORMAL -> device.random().normal(from, counter, out);
                case EXPONENTIAL -> device.random().exponential(from, counter, out);
            }
            return out.toArray();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 17, 2047, 2048, 2049, 4099, MOST})
    void sameNumbersOnBothDevices(int length) {
        for (long seed : new long[] {0, -1, 0x123456789ABCDEFL}) {
            assertThat(Law.UNIFORM.draw(vector, seed, 3, STEP, length))
                    .as("seed %d", seed)
                    .isEqualTo(Law.UNIFORM.draw(scalar, seed, 3, STEP, length));
            for (Law law : new Law[] {Law.NORMAL, Law.EXPONENTIAL}) {
                double[] want = law.draw(scalar, seed, 3, STEP, length);
                double[] got = law.draw(vector, seed, 3, STEP, length);
                for (int i = 0; i < length; i++) {
                    double allowed = 1e-6 * Math.max(1, Math.abs(want[i]));
                    if (law == Law.NORMAL) {
                        // r = sqrt(-2 ln u), where u near 1 is a float: its last bit moves a small r by more.
                        int partner = Math.min(i ^ 1, length - 1);
                        double radius = Math.hypot(want[i], want[partner]);
                        allowed = Math.max(allowed, 0x1p-24 / Math.max(radius, 0x1p-12));
                    }
                    if (!(Math.abs(got[i] - want[i]) <= allowed)) {
                        assertThat(got[i])
                                .as("%s, seed %d, element %d", law, seed, i)
                                .isEqualTo(want[i]);
                    }
                }
            }
        }
    }

    @Test
    void lengthDoesNotMatter() {
        for (Device device : new Device[] {scalar, vector}) {
            for (Law law : Law.values()) {
                double[] longest = law.draw(device, 5, 9, STEP, MOST);
                for (int length : new int[] {1, 2, 3, 4, 5, 6, 7, 2047, 2048, 2049, 4097}) {
                    assertThat(law.draw(device, 5, 9, STEP, length))
                            .as("%s of length %d on %s", law, length, device.name())
                            .isEqualTo(Arrays.copyOf(longest, length));
                }
            }
        }
    }

    @Test
    void seedStreamAndStepAllMatter() {
        for (Law law : Law.values()) {
            double[] numbers = law.draw(vector, 5, 9, STEP, 8);
            assertThat(law.draw(vector, 5, 9, STEP, 8)).isEqualTo(numbers);
            assertThat(law.draw(vector, 6, 9, STEP, 8)).isNotEqualTo(numbers);
            assertThat(law.draw(vector, 5 + (1L << 32), 9, STEP, 8)).isNotEqualTo(numbers);
            assertThat(law.draw(vector, 5, 10, STEP, 8)).isNotEqualTo(numbers);
            assertThat(law.draw(vector, 5, 9, STEP + 1, 8)).isNotEqualTo(numbers);
            assertThat(law.draw(vector, 5, 9, STEP + (1L << 32), 8)).isNotEqualTo(numbers);
        }
    }
}
