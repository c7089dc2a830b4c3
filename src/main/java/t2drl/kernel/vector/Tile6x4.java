package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.jspecify.annotations.Nullable;

/**
 * A tile of C of 6 rows x 4 vectors, for machines with 32 vector registers: 24 hold the tile, four a row of B, one an element of A.
 * See {@link Gemm}. Written out, since the JIT compiler keeps vectors in registers only if each is a variable of its own and no method of ours lies between.
 */
final class Tile6x4 {
    static final int COLUMNS = 4 * LANES;

    /** The most terms {@code k} of {@link #addTransposed6} and {@link #addTransposed4}. A loop of which the JIT compiler knows that it is short (below 100 rounds) needs two registers less, and there are not enough for all else. */
    static final int MOST_TERMS = 96;

    private Tile6x4() {}

    /** {@link Gemm#packed} for the {@code rows} rows from {@code i} on, at most 6, and {@code k} rows of one panel; if {@code startOf} is null, rows start {@code startRow} apart. Fewer than 6: the last one is computed again in place of those missing. */
    static void multiply(
            int i,
            int rows,
            int k,
            float[] a,
            int aAt,
            int aRow,
            float[] panel,
            int panelAt,
            float[] start,
            int startAt,
            int @Nullable [] startOf,
            int startRow,
            float floor,
            float[] c,
            int cAt,
            int cRow) {
        int r0 = i;
        int r1 = i + Math.min(1, rows - 1);
        int r2 = i + Math.min(2, rows - 1);
        int r3 = i + Math.min(3, rows - 1);
        int r4 = i + Math.min(4, rows - 1);
        int r5 = i + Math.min(5, rows - 1);
        int s0 = startAt + (startOf == null ? r0 * startRow : startOf[r0]);
        int s1 = startAt + (startOf == null ? r1 * startRow : startOf[r1]);
        int s2 = startAt + (startOf == null ? r2 * startRow : startOf[r2]);
        int s3 = startAt + (startOf == null ? r3 * startRow : startOf[r3]);
        int s4 = startAt + (startOf == null ? r4 * startRow : startOf[r4]);
        int s5 = startAt + (startOf == null ? r5 * startRow : startOf[r5]);
        FloatVector c00 = FloatVector.fromArray(SPECIES, start, s0);
        FloatVector c01 = FloatVector.fromArray(SPECIES, start, s0 + LANES);
        FloatVector c02 = FloatVector.fromArray(SPECIES, start, s0 + 2 * LANES);
        FloatVector c03 = FloatVector.fromArray(SPECIES, start, s0 + 3 * LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, start, s1);
        FloatVector c11 = FloatVector.fromArray(SPECIES, start, s1 + LANES);
        FloatVector c12 = FloatVector.fromArray(SPECIES, start, s1 + 2 * LANES);
        FloatVector c13 = FloatVector.fromArray(SPECIES, start, s1 + 3 * LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, start, s2);
        FloatVector c21 = FloatVector.fromArray(SPECIES, start, s2 + LANES);
        FloatVector c22 = FloatVector.fromArray(SPECIES, start, s2 + 2 * LANES);
        FloatVector c23 = FloatVector.fromArray(SPECIES, start, s2 + 3 * LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, start, s3);
        FloatVector c31 = FloatVector.fromArray(SPECIES, start, s3 + LANES);
        FloatVector c32 = FloatVector.fromArray(SPECIES, start, s3 + 2 * LANES);
        FloatVector c33 = FloatVector.fromArray(SPECIES, start, s3 + 3 * LANES);
        FloatVector c40 = FloatVector.fromArray(SPECIES, start, s4);
        FloatVector c41 = FloatVector.fromArray(SPECIES, start, s4 + LANES);
        FloatVector c42 = FloatVector.fromArray(SPECIES, start, s4 + 2 * LANES);
        FloatVector c43 = FloatVector.fromArray(SPECIES, start, s4 + 3 * LANES);
        FloatVector c50 = FloatVector.fromArray(SPECIES, start, s5);
        FloatVector c51 = FloatVector.fromArray(SPECIES, start, s5 + LANES);
        FloatVector c52 = FloatVector.fromArray(SPECIES, start, s5 + 2 * LANES);
        FloatVector c53 = FloatVector.fromArray(SPECIES, start, s5 + 3 * LANES);
        int a0 = aAt + r0 * aRow;
        int a1 = aAt + r1 * aRow;
        int a2 = aAt + r2 * aRow;
        int a3 = aAt + r3 * aRow;
        int a4 = aAt + r4 * aRow;
        int a5 = aAt + r5 * aRow;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + p * COLUMNS);
            FloatVector b1 = FloatVector.fromArray(SPECIES, panel, panelAt + p * COLUMNS + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, panel, panelAt + p * COLUMNS + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(SPECIES, panel, panelAt + p * COLUMNS + 3 * LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[a0 + p]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(SPECIES, a[a1 + p]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(SPECIES, a[a2 + p]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(SPECIES, a[a3 + p]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            c33 = x.fma(b3, c33);
            x = FloatVector.broadcast(SPECIES, a[a4 + p]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            c42 = x.fma(b2, c42);
            c43 = x.fma(b3, c43);
            x = FloatVector.broadcast(SPECIES, a[a5 + p]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            c52 = x.fma(b2, c52);
            c53 = x.fma(b3, c53);
        }
        if (floor != Float.NEGATIVE_INFINITY) {
            FloatVector least = FloatVector.broadcast(SPECIES, floor);
            c00 = c00.blend(least, c00.compare(VectorOperators.LT, least));
            c01 = c01.blend(least, c01.compare(VectorOperators.LT, least));
            c02 = c02.blend(least, c02.compare(VectorOperators.LT, least));
            c03 = c03.blend(least, c03.compare(VectorOperators.LT, least));
            c10 = c10.blend(least, c10.compare(VectorOperators.LT, least));
            c11 = c11.blend(least, c11.compare(VectorOperators.LT, least));
            c12 = c12.blend(least, c12.compare(VectorOperators.LT, least));
            c13 = c13.blend(least, c13.compare(VectorOperators.LT, least));
            c20 = c20.blend(least, c20.compare(VectorOperators.LT, least));
            c21 = c21.blend(least, c21.compare(VectorOperators.LT, least));
            c22 = c22.blend(least, c22.compare(VectorOperators.LT, least));
            c23 = c23.blend(least, c23.compare(VectorOperators.LT, least));
            c30 = c30.blend(least, c30.compare(VectorOperators.LT, least));
            c31 = c31.blend(least, c31.compare(VectorOperators.LT, least));
            c32 = c32.blend(least, c32.compare(VectorOperators.LT, least));
            c33 = c33.blend(least, c33.compare(VectorOperators.LT, least));
            c40 = c40.blend(least, c40.compare(VectorOperators.LT, least));
            c41 = c41.blend(least, c41.compare(VectorOperators.LT, least));
            c42 = c42.blend(least, c42.compare(VectorOperators.LT, least));
            c43 = c43.blend(least, c43.compare(VectorOperators.LT, least));
            c50 = c50.blend(least, c50.compare(VectorOperators.LT, least));
            c51 = c51.blend(least, c51.compare(VectorOperators.LT, least));
            c52 = c52.blend(least, c52.compare(VectorOperators.LT, least));
            c53 = c53.blend(least, c53.compare(VectorOperators.LT, least));
        }
        int to0 = cAt + r0 * cRow;
        int to1 = cAt + r1 * cRow;
        int to2 = cAt + r2 * cRow;
        int to3 = cAt + r3 * cRow;
        int to4 = cAt + r4 * cRow;
        int to5 = cAt + r5 * cRow;
        c00.intoArray(c, to0);
        c01.intoArray(c, to0 + LANES);
        c02.intoArray(c, to0 + 2 * LANES);
        c03.intoArray(c, to0 + 3 * LANES);
        c10.intoArray(c, to1);
        c11.intoArray(c, to1 + LANES);
        c12.intoArray(c, to1 + 2 * LANES);
        c13.intoArray(c, to1 + 3 * LANES);
        c20.intoArray(c, to2);
        c21.intoArray(c, to2 + LANES);
        c22.intoArray(c, to2 + 2 * LANES);
        c23.intoArray(c, to2 + 3 * LANES);
        c30.intoArray(c, to3);
        c31.intoArray(c, to3 + LANES);
        c32.intoArray(c, to3 + 2 * LANES);
        c33.intoArray(c, to3 + 3 * LANES);
        c40.intoArray(c, to4);
        c41.intoArray(c, to4 + LANES);
        c42.intoArray(c, to4 + 2 * LANES);
        c43.intoArray(c, to4 + 3 * LANES);
        c50.intoArray(c, to5);
        c51.intoArray(c, to5 + LANES);
        c52.intoArray(c, to5 + 2 * LANES);
        c53.intoArray(c, to5 + 3 * LANES);
    }

    /** {@link Gemm#addTransposed} for 6 rows of C and {@code COLUMNS} columns: rows start from the numbers at {@code startAt}, {@code startRow} apart. */
    static void addTransposed6(
            int k,
            float[] a,
            int aAt,
            int aRow,
            float[] b,
            int bAt,
            float[] start,
            int startAt,
            int startRow,
            float[] c,
            int cAt,
            int cRow) {
        FloatVector c00 = FloatVector.fromArray(SPECIES, start, startAt);
        FloatVector c01 = FloatVector.fromArray(SPECIES, start, startAt + LANES);
        FloatVector c02 = FloatVector.fromArray(SPECIES, start, startAt + 2 * LANES);
        FloatVector c03 = FloatVector.fromArray(SPECIES, start, startAt + 3 * LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, start, startAt + startRow);
        FloatVector c11 = FloatVector.fromArray(SPECIES, start, startAt + startRow + LANES);
        FloatVector c12 = FloatVector.fromArray(SPECIES, start, startAt + startRow + 2 * LANES);
        FloatVector c13 = FloatVector.fromArray(SPECIES, start, startAt + startRow + 3 * LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, start, startAt + 2 * startRow);
        FloatVector c21 = FloatVector.fromArray(SPECIES, start, startAt + 2 * startRow + LANES);
        FloatVector c22 = FloatVector.fromArray(SPECIES, start, startAt + 2 * startRow + 2 * LANES);
        FloatVector c23 = FloatVector.fromArray(SPECIES, start, startAt + 2 * startRow + 3 * LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, start, startAt + 3 * startRow);
        FloatVector c31 = FloatVector.fromArray(SPECIES, start, startAt + 3 * startRow + LANES);
        FloatVector c32 = FloatVector.fromArray(SPECIES, start, startAt + 3 * startRow + 2 * LANES);
        FloatVector c33 = FloatVector.fromArray(SPECIES, start, startAt + 3 * startRow + 3 * LANES);
        FloatVector c40 = FloatVector.fromArray(SPECIES, start, startAt + 4 * startRow);
        FloatVector c41 = FloatVector.fromArray(SPECIES, start, startAt + 4 * startRow + LANES);
        FloatVector c42 = FloatVector.fromArray(SPECIES, start, startAt + 4 * startRow + 2 * LANES);
        FloatVector c43 = FloatVector.fromArray(SPECIES, start, startAt + 4 * startRow + 3 * LANES);
        FloatVector c50 = FloatVector.fromArray(SPECIES, start, startAt + 5 * startRow);
        FloatVector c51 = FloatVector.fromArray(SPECIES, start, startAt + 5 * startRow + LANES);
        FloatVector c52 = FloatVector.fromArray(SPECIES, start, startAt + 5 * startRow + 2 * LANES);
        FloatVector c53 = FloatVector.fromArray(SPECIES, start, startAt + 5 * startRow + 3 * LANES);
        int n = Math.min(k, MOST_TERMS);
        for (int p = 0; p < n; p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt + p * COLUMNS);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bAt + p * COLUMNS + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, bAt + p * COLUMNS + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, bAt + p * COLUMNS + 3 * LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[aAt]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(SPECIES, a[aAt + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(SPECIES, a[aAt + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(SPECIES, a[aAt + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            c33 = x.fma(b3, c33);
            x = FloatVector.broadcast(SPECIES, a[aAt + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            c42 = x.fma(b2, c42);
            c43 = x.fma(b3, c43);
            x = FloatVector.broadcast(SPECIES, a[aAt + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            c52 = x.fma(b2, c52);
            c53 = x.fma(b3, c53);
            aAt += aRow;
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + LANES);
        c02.intoArray(c, cAt + 2 * LANES);
        c03.intoArray(c, cAt + 3 * LANES);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + LANES);
        c12.intoArray(c, cAt + cRow + 2 * LANES);
        c13.intoArray(c, cAt + cRow + 3 * LANES);
        c20.intoArray(c, cAt + 2 * cRow);
        c21.intoArray(c, cAt + 2 * cRow + LANES);
        c22.intoArray(c, cAt + 2 * cRow + 2 * LANES);
        c23.intoArray(c, cAt + 2 * cRow + 3 * LANES);
        c30.intoArray(c, cAt + 3 * cRow);
        c31.intoArray(c, cAt + 3 * cRow + LANES);
        c32.intoArray(c, cAt + 3 * cRow + 2 * LANES);
        c33.intoArray(c, cAt + 3 * cRow + 3 * LANES);
        c40.intoArray(c, cAt + 4 * cRow);
        c41.intoArray(c, cAt + 4 * cRow + LANES);
        c42.intoArray(c, cAt + 4 * cRow + 2 * LANES);
        c43.intoArray(c, cAt + 4 * cRow + 3 * LANES);
        c50.intoArray(c, cAt + 5 * cRow);
        c51.intoArray(c, cAt + 5 * cRow + LANES);
        c52.intoArray(c, cAt + 5 * cRow + 2 * LANES);
        c53.intoArray(c, cAt + 5 * cRow + 3 * LANES);
    }

    /** The same for {@code rows} rows of C, at most 4. */
    static void addTransposed4(
            int rows,
            int k,
            float[] a,
            int aAt,
            int aRow,
            float[] b,
            int bAt,
            float[] start,
            int startAt,
            int startRow,
            float[] c,
            int cAt,
            int cRow) {
        int r1 = Math.min(1, rows - 1);
        int r2 = Math.min(2, rows - 1);
        int r3 = Math.min(3, rows - 1);
        FloatVector c00 = FloatVector.fromArray(SPECIES, start, startAt);
        FloatVector c01 = FloatVector.fromArray(SPECIES, start, startAt + LANES);
        FloatVector c02 = FloatVector.fromArray(SPECIES, start, startAt + 2 * LANES);
        FloatVector c03 = FloatVector.fromArray(SPECIES, start, startAt + 3 * LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, start, startAt + r1 * startRow);
        FloatVector c11 = FloatVector.fromArray(SPECIES, start, startAt + r1 * startRow + LANES);
        FloatVector c12 = FloatVector.fromArray(SPECIES, start, startAt + r1 * startRow + 2 * LANES);
        FloatVector c13 = FloatVector.fromArray(SPECIES, start, startAt + r1 * startRow + 3 * LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, start, startAt + r2 * startRow);
        FloatVector c21 = FloatVector.fromArray(SPECIES, start, startAt + r2 * startRow + LANES);
        FloatVector c22 = FloatVector.fromArray(SPECIES, start, startAt + r2 * startRow + 2 * LANES);
        FloatVector c23 = FloatVector.fromArray(SPECIES, start, startAt + r2 * startRow + 3 * LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, start, startAt + r3 * startRow);
        FloatVector c31 = FloatVector.fromArray(SPECIES, start, startAt + r3 * startRow + LANES);
        FloatVector c32 = FloatVector.fromArray(SPECIES, start, startAt + r3 * startRow + 2 * LANES);
        FloatVector c33 = FloatVector.fromArray(SPECIES, start, startAt + r3 * startRow + 3 * LANES);
        int n = Math.min(k, MOST_TERMS);
        for (int p = 0; p < n; p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt + p * COLUMNS);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bAt + p * COLUMNS + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, bAt + p * COLUMNS + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, bAt + p * COLUMNS + 3 * LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[aAt]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(SPECIES, a[aAt + r1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(SPECIES, a[aAt + r2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(SPECIES, a[aAt + r3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            c33 = x.fma(b3, c33);
            aAt += aRow;
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + LANES);
        c02.intoArray(c, cAt + 2 * LANES);
        c03.intoArray(c, cAt + 3 * LANES);
        c10.intoArray(c, cAt + r1 * cRow);
        c11.intoArray(c, cAt + r1 * cRow + LANES);
        c12.intoArray(c, cAt + r1 * cRow + 2 * LANES);
        c13.intoArray(c, cAt + r1 * cRow + 3 * LANES);
        c20.intoArray(c, cAt + r2 * cRow);
        c21.intoArray(c, cAt + r2 * cRow + LANES);
        c22.intoArray(c, cAt + r2 * cRow + 2 * LANES);
        c23.intoArray(c, cAt + r2 * cRow + 3 * LANES);
        c30.intoArray(c, cAt + r3 * cRow);
        c31.intoArray(c, cAt + r3 * cRow + LANES);
        c32.intoArray(c, cAt + r3 * cRow + 2 * LANES);
        c33.intoArray(c, cAt + r3 * cRow + 3 * LANES);
    }
}
