package t2drl.selfcheck;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.RandomStream;

/** The scalar device's random numbers, whatever the size of the call. */
final class RandomChecks {
    private static final long STEP = (3L << 32) + 17;
    private static final int MOST = 5000;
    private static final int[] LENGTHS = {1, 2, 3, 4, 5, 6, 7, 17, 2047, 2048, 2049, 4097, 4099, MOST};
    private static final long[] SEEDS = {0, -1, 0x123456789ABCDEFL};

    private RandomChecks() {}

    static List<KernelCheck> all() {
        return Arrays.stream(Law.values())
                .map(law -> new KernelCheck("random: " + law.name().toLowerCase(Locale.ROOT), parity -> {
                    sameNumbers(parity, law);
                    lengthDoesNotMatter(parity.device, law);
                    seedStreamAndStepAllMatter(parity.device, law);
                }))
                .toList();
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

    private static void sameNumbers(Parity parity, Law law) {
        for (long seed : SEEDS) {
            for (int length : LENGTHS) {
                String where = "seed %d, length %d".formatted(seed, length);
                double[] want = law.draw(parity.scalar, seed, 3, STEP, length);
                double[] got = law.draw(parity.device, seed, 3, STEP, length);
                if (law == Law.UNIFORM) {
                    Compare.equal(where, want, got);
                }
                for (int i = 0; i < length; i++) {
                    Compare.close(where, i, want, got, allowed(law, want, i));
                }
            }
        }
    }

    private static double allowed(Law law, double[] want, int i) {
        double allowed = 1e-6 * Math.max(1, Math.abs(want[i]));
        if (law != Law.NORMAL) {
            return allowed;
        }
        // r = sqrt(-2 ln u), where u near 1 is a float: its last bit moves a small r by more.
        int partner = Math.min(i ^ 1, want.length - 1);
        double radius = Math.hypot(want[i], want[partner]);
        return Math.max(allowed, 0x1p-24 / Math.max(radius, 0x1p-12));
    }

    private static void lengthDoesNotMatter(Device device, Law law) {
        double[] longest = law.draw(device, 5, 9, STEP, MOST);
        for (int length : LENGTHS) {
            Compare.equal(
                    "length %d of %d".formatted(length, MOST),
                    Arrays.copyOf(longest, length),
                    law.draw(device, 5, 9, STEP, length));
        }
    }

    private static void seedStreamAndStepAllMatter(Device device, Law law) {
        double[] numbers = law.draw(device, 5, 9, STEP, 8);
        Compare.equal("drawn again", numbers, law.draw(device, 5, 9, STEP, 8));
        differ("the low word of the seed", numbers, law.draw(device, 6, 9, STEP, 8));
        differ("the high word of the seed", numbers, law.draw(device, 5 + (1L << 32), 9, STEP, 8));
        differ("the stream", numbers, law.draw(device, 5, 10, STEP, 8));
        differ("the low word of the step", numbers, law.draw(device, 5, 9, STEP + 1, 8));
        differ("the high word of the step", numbers, law.draw(device, 5, 9, STEP + (1L << 32), 8));
    }

    private static void differ(String what, double[] numbers, double[] others) {
        Compare.require(!Arrays.equals(numbers, others), what + " does not matter");
    }
}
