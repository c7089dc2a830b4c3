package t2drl.kernel.vector;

import org.jspecify.annotations.Nullable;

/** A matrix {@code B [rows, columns]} copied to where products read it. */
interface Weights {
    /** {@code b[p, j] = factor * in[at + p * inRow + j]}. */
    void pack(float factor, float[] in, int at, int inRow);

    /** {@code b[p, j] = in[at + j * source.inRow + p]}. */
    void packTransposed(float[] in, int at, Transpose source);

    /** As {@link Gemm#packed}, starting from 0 and without a floor. */
    void multiply(int m, float[] a, int aAt, int aRow, float[] c, int cAt, int cRow);

    /** As {@link Gemm#packed}. */
    void multiply(
            int m,
            float[] a,
            int aAt,
            int aRow,
            float[] start,
            int startAt,
            int @Nullable [] startOf,
            float floor,
            float[] c,
            int cAt,
            int cRow);
}
