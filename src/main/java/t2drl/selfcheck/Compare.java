package t2drl.selfcheck;

import java.util.Arrays;

/** Comparisons of numbers, which say where they differ. */
final class Compare {
    private Compare() {}

    static void equal(String where, double[] want, double[] got) {
        for (int i = 0; i < want.length; i++) {
            if (Double.compare(want[i], got[i]) != 0) {
                throw differs(where, i, want.length, want[i], got[i], 0);
            }
        }
    }

    static void equal(String where, int[] want, int[] got) {
        int i = Arrays.mismatch(want, got);
        if (i >= 0) {
            throw differs(where, i, want.length, want[i], got[i], 0);
        }
    }

    /** Errors are relative to each number. */
    static void closeEach(String where, double[] want, double[] got, double tolerance) {
        for (int i = 0; i < want.length; i++) {
            close(where, i, want, got, tolerance * Math.abs(want[i]));
        }
    }

    /** Errors are relative to the largest number, or to {@code scale} if that is larger; what lies behind {@code length} is not compared. */
    static void closeToLargest(String where, int length, double[] want, double[] got, double tolerance, double scale) {
        double largest = Arrays.stream(want, 0, length).map(Math::abs).max().orElse(0);
        for (int i = 0; i < length; i++) {
            close(where, i, want, got, tolerance * Math.max(largest, scale));
        }
    }

    /** The Euclidean length of all errors together is relative to that of the numbers. */
    static void closeInNorm(String where, int length, double[] want, double[] got, double tolerance) {
        double error = 0;
        double size = 0;
        for (int i = 0; i < length; i++) {
            error += (got[i] - want[i]) * (got[i] - want[i]);
            size += want[i] * want[i];
        }
        if (!(error <= tolerance * tolerance * size)) {
            throw new Mismatch("%s: errors are %.2g of the numbers' size, %s allowed"
                    .formatted(where, Math.sqrt(error / size), tolerance));
        }
    }

    static void close(String where, int i, double[] want, double[] got, double allowed) {
        if (!(Math.abs(got[i] - want[i]) <= allowed)) {
            throw differs(where, i, want.length, want[i], got[i], allowed);
        }
    }

    static void require(boolean condition, String complaint) {
        if (!condition) {
            throw new Mismatch(complaint);
        }
    }

    private static Mismatch differs(String where, int i, int length, double want, double got, double allowed) {
        return new Mismatch(
                "%s, element %d of %d: %s instead of %s, %s allowed".formatted(where, i, length, got, want, allowed));
    }
}
