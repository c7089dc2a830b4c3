package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * {@link Dots} of two columns with eight rows at a time, in vectors of sixteen numbers: all sixteen sums are folded into one vector, which is written as it
 * is. The same additions in the same order, in half the time.
 */
final class PairDots {
    private static final int ROWS = 8;
    private static final VectorShuffle<Float> SWAP_8 = Dots.swap(8);
    private static final VectorShuffle<Float> SWAP_4 = Dots.swap(4);
    private static final VectorShuffle<Float> SWAP_2 = Dots.swap(2);
    private static final VectorShuffle<Float> SWAP_1 = Dots.swap(1);
    private static final VectorMask<Float> UPPER_8 = Dots.upper(8);
    private static final VectorMask<Float> UPPER_4 = Dots.upper(4);
    private static final VectorMask<Float> UPPER_2 = Dots.upper(2);
    private static final VectorMask<Float> ODD = Dots.upper(1);

    private PairDots() {}

    /** Whether {@link #multiply} can be called. */
    static boolean fit(int rows, int columns, int k, int yRow) {
        return LANES == 2 * ROWS && columns == 2 && yRow == 2 && rows >= ROWS && k % LANES == 0;
    }

    /** {@code y [rows, 2] = x [rows, k] * w [2, k]^T + start [2]}. */
    static void multiply(
            int rows, int k, float[] x, int xAt, float[] w, int wAt, float[] start, int startAt, float[] y, int yAt) {
        FloatVector from = FloatVector.broadcast(SPECIES, start[startAt]).blend(start[startAt + 1], ODD);
        for (int next = 0; next < rows; next += ROWS) {
            int r = Math.min(next, rows - ROWS); // the last ones, once more some of those before
            int x0 = xAt + r * k;
            int x1 = x0 + k;
            int x2 = x1 + k;
            int x3 = x2 + k;
            int x4 = x3 + k;
            int x5 = x4 + k;
            int x6 = x5 + k;
            int x7 = x6 + k;
            FloatVector a0 = FloatVector.zero(SPECIES);
            FloatVector a1 = FloatVector.zero(SPECIES);
            FloatVector a2 = FloatVector.zero(SPECIES);
            FloatVector a3 = FloatVector.zero(SPECIES);
            FloatVector a4 = FloatVector.zero(SPECIES);
            FloatVector a5 = FloatVector.zero(SPECIES);
            FloatVector a6 = FloatVector.zero(SPECIES);
            FloatVector a7 = FloatVector.zero(SPECIES);
            FloatVector b0 = FloatVector.zero(SPECIES);
            FloatVector b1 = FloatVector.zero(SPECIES);
            FloatVector b2 = FloatVector.zero(SPECIES);
            FloatVector b3 = FloatVector.zero(SPECIES);
            FloatVector b4 = FloatVector.zero(SPECIES);
            FloatVector b5 = FloatVector.zero(SPECIES);
            FloatVector b6 = FloatVector.zero(SPECIES);
            FloatVector b7 = FloatVector.zero(SPECIES);
            for (int i = 0; i < k; i += LANES) {
                FloatVector first = FloatVector.fromArray(SPECIES, w, wAt + i);
                FloatVector second = FloatVector.fromArray(SPECIES, w, wAt + k + i);
                FloatVector in = FloatVector.fromArray(SPECIES, x, x0 + i);
                a0 = in.fma(first, a0);
                b0 = in.fma(second, b0);
                in = FloatVector.fromArray(SPECIES, x, x1 + i);
                a1 = in.fma(first, a1);
                b1 = in.fma(second, b1);
                in = FloatVector.fromArray(SPECIES, x, x2 + i);
                a2 = in.fma(first, a2);
                b2 = in.fma(second, b2);
                in = FloatVector.fromArray(SPECIES, x, x3 + i);
                a3 = in.fma(first, a3);
                b3 = in.fma(second, b3);
                in = FloatVector.fromArray(SPECIES, x, x4 + i);
                a4 = in.fma(first, a4);
                b4 = in.fma(second, b4);
                in = FloatVector.fromArray(SPECIES, x, x5 + i);
                a5 = in.fma(first, a5);
                b5 = in.fma(second, b5);
                in = FloatVector.fromArray(SPECIES, x, x6 + i);
                a6 = in.fma(first, a6);
                b6 = in.fma(second, b6);
                in = FloatVector.fromArray(SPECIES, x, x7 + i);
                a7 = in.fma(first, a7);
                b7 = in.fma(second, b7);
            }
            a0 = a0.blend(a4, UPPER_8).add(a4.blend(a0, UPPER_8).rearrange(SWAP_8));
            a1 = a1.blend(a5, UPPER_8).add(a5.blend(a1, UPPER_8).rearrange(SWAP_8));
            a2 = a2.blend(a6, UPPER_8).add(a6.blend(a2, UPPER_8).rearrange(SWAP_8));
            a3 = a3.blend(a7, UPPER_8).add(a7.blend(a3, UPPER_8).rearrange(SWAP_8));
            b0 = b0.blend(b4, UPPER_8).add(b4.blend(b0, UPPER_8).rearrange(SWAP_8));
            b1 = b1.blend(b5, UPPER_8).add(b5.blend(b1, UPPER_8).rearrange(SWAP_8));
            b2 = b2.blend(b6, UPPER_8).add(b6.blend(b2, UPPER_8).rearrange(SWAP_8));
            b3 = b3.blend(b7, UPPER_8).add(b7.blend(b3, UPPER_8).rearrange(SWAP_8));
            a0 = a0.blend(a2, UPPER_4).add(a2.blend(a0, UPPER_4).rearrange(SWAP_4));
            a1 = a1.blend(a3, UPPER_4).add(a3.blend(a1, UPPER_4).rearrange(SWAP_4));
            b0 = b0.blend(b2, UPPER_4).add(b2.blend(b0, UPPER_4).rearrange(SWAP_4));
            b1 = b1.blend(b3, UPPER_4).add(b3.blend(b1, UPPER_4).rearrange(SWAP_4));
            a0 = a0.blend(a1, UPPER_2).add(a1.blend(a0, UPPER_2).rearrange(SWAP_2));
            b0 = b0.blend(b1, UPPER_2).add(b1.blend(b0, UPPER_2).rearrange(SWAP_2));
            FloatVector sums = a0.blend(b0, ODD).add(b0.blend(a0, ODD).rearrange(SWAP_1));
            from.add(sums).intoArray(y, yAt + 2 * r);
        }
    }
}
