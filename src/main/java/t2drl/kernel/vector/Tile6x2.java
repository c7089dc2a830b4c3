package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.jspecify.annotations.Nullable;

/**
 * A tile of C of 6 rows x 2 vectors, for machines with 16 vector registers: 12 hold the tile, two a row of B, one an element of A.
 * See {@link Gemm}. Written out, since the JIT compiler keeps vectors in registers only if each is a variable of its own and no method of ours lies between.
 */
final class Tile6x2 {
    static final int COLUMNS = 2 * LANES;

    private Tile6x2() {}

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
        FloatVector c10 = FloatVector.fromArray(SPECIES, start, s1);
        FloatVector c11 = FloatVector.fromArray(SPECIES, start, s1 + LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, start, s2);
        FloatVector c21 = FloatVector.fromArray(SPECIES, start, s2 + LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, start, s3);
        FloatVector c31 = FloatVector.fromArray(SPECIES, start, s3 + LANES);
        FloatVector c40 = FloatVector.fromArray(SPECIES, start, s4);
        FloatVector c41 = FloatVector.fromArray(SPECIES, start, s4 + LANES);
        FloatVector c50 = FloatVector.fromArray(SPECIES, start, s5);
        FloatVector c51 = FloatVector.fromArray(SPECIES, start, s5 + LANES);
        int a0 = aAt + r0 * aRow;
        int a1 = aAt + r1 * aRow;
        int a2 = aAt + r2 * aRow;
        int a3 = aAt + r3 * aRow;
        int a4 = aAt + r4 * aRow;
        int a5 = aAt + r5 * aRow;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + p * COLUMNS);
            FloatVector b1 = FloatVector.fromArray(SPECIES, panel, panelAt + p * COLUMNS + LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[a0 + p]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[a1 + p]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[a2 + p]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[a3 + p]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(SPECIES, a[a4 + p]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(SPECIES, a[a5 + p]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
        }
        if (floor != Float.NEGATIVE_INFINITY) {
            FloatVector least = FloatVector.broadcast(SPECIES, floor);
            c00 = c00.blend(least, c00.compare(VectorOperators.LT, least));
            c01 = c01.blend(least, c01.compare(VectorOperators.LT, least));
            c10 = c10.blend(least, c10.compare(VectorOperators.LT, least));
            c11 = c11.blend(least, c11.compare(VectorOperators.LT, least));
            c20 = c20.blend(least, c20.compare(VectorOperators.LT, least));
            c21 = c21.blend(least, c21.compare(VectorOperators.LT, least));
            c30 = c30.blend(least, c30.compare(VectorOperators.LT, least));
            c31 = c31.blend(least, c31.compare(VectorOperators.LT, least));
            c40 = c40.blend(least, c40.compare(VectorOperators.LT, least));
            c41 = c41.blend(least, c41.compare(VectorOperators.LT, least));
            c50 = c50.blend(least, c50.compare(VectorOperators.LT, least));
            c51 = c51.blend(least, c51.compare(VectorOperators.LT, least));
        }
        int to0 = cAt + r0 * cRow;
        int to1 = cAt + r1 * cRow;
        int to2 = cAt + r2 * cRow;
        int to3 = cAt + r3 * cRow;
        int to4 = cAt + r4 * cRow;
        int to5 = cAt + r5 * cRow;
        c00.intoArray(c, to0);
        c01.intoArray(c, to0 + LANES);
        c10.intoArray(c, to1);
        c11.intoArray(c, to1 + LANES);
        c20.intoArray(c, to2);
        c21.intoArray(c, to2 + LANES);
        c30.intoArray(c, to3);
        c31.intoArray(c, to3 + LANES);
        c40.intoArray(c, to4);
        c41.intoArray(c, to4 + LANES);
        c50.intoArray(c, to5);
        c51.intoArray(c, to5 + LANES);
    }

    /**
     * {@link Gemm#addTransposed} for 5 rows of C and {@code COLUMNS} columns: rows start from the numbers at {@code startAt}, {@code startRow} apart. Not 6: here the JIT compiler
     * broadcasts three elements of A ahead, and would keep a sum in memory.
     */
    static void addTransposed5(
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
        FloatVector c10 = FloatVector.fromArray(SPECIES, start, startAt + startRow);
        FloatVector c11 = FloatVector.fromArray(SPECIES, start, startAt + startRow + LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, start, startAt + 2 * startRow);
        FloatVector c21 = FloatVector.fromArray(SPECIES, start, startAt + 2 * startRow + LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, start, startAt + 3 * startRow);
        FloatVector c31 = FloatVector.fromArray(SPECIES, start, startAt + 3 * startRow + LANES);
        FloatVector c40 = FloatVector.fromArray(SPECIES, start, startAt + 4 * startRow);
        FloatVector c41 = FloatVector.fromArray(SPECIES, start, startAt + 4 * startRow + LANES);
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt + p * COLUMNS);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bAt + p * COLUMNS + LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[aAt]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[aAt + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[aAt + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[aAt + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(SPECIES, a[aAt + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            aAt += aRow;
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + LANES);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + LANES);
        c20.intoArray(c, cAt + 2 * cRow);
        c21.intoArray(c, cAt + 2 * cRow + LANES);
        c30.intoArray(c, cAt + 3 * cRow);
        c31.intoArray(c, cAt + 3 * cRow + LANES);
        c40.intoArray(c, cAt + 4 * cRow);
        c41.intoArray(c, cAt + 4 * cRow + LANES);
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
        FloatVector c10 = FloatVector.fromArray(SPECIES, start, startAt + r1 * startRow);
        FloatVector c11 = FloatVector.fromArray(SPECIES, start, startAt + r1 * startRow + LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, start, startAt + r2 * startRow);
        FloatVector c21 = FloatVector.fromArray(SPECIES, start, startAt + r2 * startRow + LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, start, startAt + r3 * startRow);
        FloatVector c31 = FloatVector.fromArray(SPECIES, start, startAt + r3 * startRow + LANES);
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt + p * COLUMNS);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bAt + p * COLUMNS + LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[aAt]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[aAt + r1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[aAt + r2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[aAt + r3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            aAt += aRow;
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + LANES);
        c10.intoArray(c, cAt + r1 * cRow);
        c11.intoArray(c, cAt + r1 * cRow + LANES);
        c20.intoArray(c, cAt + r2 * cRow);
        c21.intoArray(c, cAt + r2 * cRow + LANES);
        c30.intoArray(c, cAt + r3 * cRow);
        c31.intoArray(c, cAt + r3 * cRow + LANES);
    }
}
