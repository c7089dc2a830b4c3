package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/** Products with few columns, as inner products: of four rows at a time, whose vectors of partial sums are folded into one. */
final class Dots {
    /** So few columns are better computed this way. */
    static final int FEW = 4;

    private static final int HALF = LANES / 2;
    private static final int QUARTER = LANES / 4;
    private static final VectorShuffle<Float> SWAP_HALVES = swap(HALF);
    private static final VectorShuffle<Float> SWAP_QUARTERS = swap(QUARTER);
    private static final VectorMask<Float> UPPER_HALF = upper(HALF);
    private static final VectorMask<Float> UPPER_QUARTERS = upper(QUARTER);

    private Dots() {}

    /** Exchanges lanes that lie that far apart, a power of two. */
    static VectorShuffle<Float> swap(int distance) {
        return VectorShuffle.fromOp(SPECIES, i -> i ^ distance);
    }

    /** Of every two such lanes the upper one. */
    static VectorMask<Float> upper(int distance) {
        boolean[] upper = new boolean[LANES];
        for (int i = 0; i < LANES; i++) {
            upper[i] = (i & distance) != 0;
        }
        return VectorMask.fromArray(SPECIES, upper, 0);
    }

    /** {@code y [rows, columns] = x [rows, k] * w [columns, k]^T + start [columns]}, rows of {@code y} that far apart. */
    static void multiply(
            int rows,
            int columns,
            int k,
            float[] x,
            int xAt,
            float[] w,
            int wAt,
            float[] start,
            int startAt,
            float[] y,
            int yAt,
            int yRow) {
        if (PairDots.fit(rows, columns, k, yRow)) {
            PairDots.multiply(rows, k, x, xAt, w, wAt, start, startAt, y, yAt);
            return;
        }
        float[] sums = Padding.atLeast(LANES);
        for (int r = 0; r < rows; r += 4) {
            int r1 = Math.min(r + 1, rows - 1);
            int r2 = Math.min(r + 2, rows - 1);
            int r3 = Math.min(r + 3, rows - 1);
            for (int j = 0; j < columns; j++) {
                four(k, x, xAt + r * k, xAt + r1 * k, xAt + r2 * k, xAt + r3 * k, w, wAt + j * k, sums);
                float from = start[startAt + j];
                y[yAt + r * yRow + j] = from + sums[0];
                y[yAt + r1 * yRow + j] = from + sums[HALF];
                y[yAt + r2 * yRow + j] = from + sums[QUARTER];
                y[yAt + r3 * yRow + j] = from + sums[HALF + QUARTER];
            }
        }
    }

    /** The inner products of {@code w} with four rows: left in lanes 0, {@code HALF}, {@code QUARTER} and {@code HALF + QUARTER} of {@code sums}. */
    private static void four(int k, float[] x, int at0, int at1, int at2, int at3, float[] w, int wAt, float[] sums) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = FloatVector.zero(SPECIES);
        FloatVector s2 = FloatVector.zero(SPECIES);
        FloatVector s3 = FloatVector.zero(SPECIES);
        int i = 0;
        for (; i + LANES <= k; i += LANES) {
            FloatVector v = FloatVector.fromArray(SPECIES, w, wAt + i);
            s0 = FloatVector.fromArray(SPECIES, x, at0 + i).fma(v, s0);
            s1 = FloatVector.fromArray(SPECIES, x, at1 + i).fma(v, s1);
            s2 = FloatVector.fromArray(SPECIES, x, at2 + i).fma(v, s2);
            s3 = FloatVector.fromArray(SPECIES, x, at3 + i).fma(v, s3);
        }
        FloatVector s01 = s0.blend(s1, UPPER_HALF).add(s1.blend(s0, UPPER_HALF).rearrange(SWAP_HALVES));
        FloatVector s23 = s2.blend(s3, UPPER_HALF).add(s3.blend(s2, UPPER_HALF).rearrange(SWAP_HALVES));
        FloatVector s = s01.blend(s23, UPPER_QUARTERS)
                .add(s23.blend(s01, UPPER_QUARTERS).rearrange(SWAP_QUARTERS));
        if (QUARTER > 2) {
            s = s.add(s.rearrange(VectorMath.ROTATE_2));
        }
        if (QUARTER > 1) {
            s = s.add(s.rearrange(VectorMath.ROTATE_1));
        }
        s.intoArray(sums, 0);
        for (; i < k; i++) {
            sums[0] += x[at0 + i] * w[wAt + i];
            sums[HALF] += x[at1 + i] * w[wAt + i];
            sums[QUARTER] += x[at2 + i] * w[wAt + i];
            sums[HALF + QUARTER] += x[at3 + i] * w[wAt + i];
        }
    }
}
