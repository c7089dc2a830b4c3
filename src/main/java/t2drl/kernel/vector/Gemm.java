package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/**
 * Matrix products in registers: a tile of C stays in 6 x 2 vector accumulators while k runs, each step loading two vectors of B and broadcasting one element
 * of A a row. Columns that do not fill two vectors go through padded copies.
 *
 * <p>Two forms. {@link #packed} reads B from panels that {@link Panels} made, so that all its strides are constants, which lets the JIT drop range checks; it starts
 * from rows of biases and can end with a ReLU. {@link #multiplyAdd} takes B as it is and A with any strides, for products that use each matrix once.
 */
final class Gemm {
    static final int PANEL = 2 * LANES;
    private static final float[] ZEROS = new float[PANEL];

    private Gemm() {}

    /**
     * {@code c[i, j] = max(floor, start[i, j] + sum_p a[i, p] * b[p, j])} for {@code m} rows; {@code a} has contiguous rows {@code aRow} apart. Row {@code i} starts from the numbers at
     * {@code startAt + startOf[i]}, all rows from those at {@code startAt} if {@code startOf} is null. A floor of 0 is a ReLU, one of minus infinity nothing.
     */
    static void packed(
            int m,
            float[] a,
            int aAt,
            int aRow,
            Panels b,
            float[] start,
            int startAt,
            int @Nullable [] startOf,
            float floor,
            float[] c,
            int cAt,
            int cRow) {
        int full = b.columns - b.columns % PANEL;
        for (int j = 0; j < full; j += PANEL) {
            packedPanel(m, b.rows, a, aAt, aRow, b.data, b.at(j), start, startAt + j, startOf, floor, c, cAt + j, cRow);
        }
        if (full < b.columns) {
            int n = b.columns - full;
            float[] padded = Padding.atLeast(m * PANEL);
            packedPanel(
                    m,
                    b.rows,
                    a,
                    aAt,
                    aRow,
                    b.data,
                    b.at(full),
                    ZEROS,
                    0,
                    null,
                    Float.NEGATIVE_INFINITY,
                    padded,
                    0,
                    PANEL);
            for (int i = 0; i < m; i++) {
                int from = startAt + full + (startOf == null ? 0 : startOf[i]);
                for (int j = 0; j < n; j++) {
                    c[cAt + i * cRow + full + j] = Math.max(floor, start[from + j] + padded[i * PANEL + j]);
                }
            }
        }
    }

    private static void packedPanel(
            int m,
            int k,
            float[] a,
            int aAt,
            int aRow,
            float[] panel,
            int panelAt,
            float[] start,
            int startAt,
            int @Nullable [] startOf,
            float floor,
            float[] c,
            int cAt,
            int cRow) {
        int i = 0;
        for (; m - i >= 6 && m - i != 8 && m - i != 9; i += 6) {
            packed6(
                    i,
                    k,
                    a,
                    aAt + i * aRow,
                    aRow,
                    panel,
                    panelAt,
                    start,
                    startAt,
                    startOf,
                    floor,
                    c,
                    cAt + i * cRow,
                    cRow);
        }
        for (; m - i >= 4; i += 4) {
            packed4(
                    i,
                    k,
                    a,
                    aAt + i * aRow,
                    aRow,
                    panel,
                    panelAt,
                    start,
                    startAt,
                    startOf,
                    floor,
                    c,
                    cAt + i * cRow,
                    cRow);
        }
        for (; i < m; i++) {
            packed1(i, k, a, aAt + i * aRow, panel, panelAt, start, startAt, startOf, floor, c, cAt + i * cRow);
        }
    }

    private static void packed6(
            int i,
            int k,
            float[] a,
            int aAt,
            int aRow,
            float[] panel,
            int panelAt,
            float[] start,
            int startAt,
            int @Nullable [] startOf,
            float floor,
            float[] c,
            int cAt,
            int cRow) {
        int s0 = startAt + (startOf == null ? 0 : startOf[i]);
        int s1 = startAt + (startOf == null ? 0 : startOf[i + 1]);
        int s2 = startAt + (startOf == null ? 0 : startOf[i + 2]);
        int s3 = startAt + (startOf == null ? 0 : startOf[i + 3]);
        int s4 = startAt + (startOf == null ? 0 : startOf[i + 4]);
        int s5 = startAt + (startOf == null ? 0 : startOf[i + 5]);
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
        int a0 = aAt;
        int a1 = aAt + aRow;
        int a2 = aAt + 2 * aRow;
        int a3 = aAt + 3 * aRow;
        int a4 = aAt + 4 * aRow;
        int a5 = aAt + 5 * aRow;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + p * PANEL);
            FloatVector b1 = FloatVector.fromArray(SPECIES, panel, panelAt + p * PANEL + LANES);
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
        c00.max(floor).intoArray(c, cAt);
        c01.max(floor).intoArray(c, cAt + LANES);
        c10.max(floor).intoArray(c, cAt + cRow);
        c11.max(floor).intoArray(c, cAt + cRow + LANES);
        c20.max(floor).intoArray(c, cAt + 2 * cRow);
        c21.max(floor).intoArray(c, cAt + 2 * cRow + LANES);
        c30.max(floor).intoArray(c, cAt + 3 * cRow);
        c31.max(floor).intoArray(c, cAt + 3 * cRow + LANES);
        c40.max(floor).intoArray(c, cAt + 4 * cRow);
        c41.max(floor).intoArray(c, cAt + 4 * cRow + LANES);
        c50.max(floor).intoArray(c, cAt + 5 * cRow);
        c51.max(floor).intoArray(c, cAt + 5 * cRow + LANES);
    }

    private static void packed4(
            int i,
            int k,
            float[] a,
            int aAt,
            int aRow,
            float[] panel,
            int panelAt,
            float[] start,
            int startAt,
            int @Nullable [] startOf,
            float floor,
            float[] c,
            int cAt,
            int cRow) {
        int s0 = startAt + (startOf == null ? 0 : startOf[i]);
        int s1 = startAt + (startOf == null ? 0 : startOf[i + 1]);
        int s2 = startAt + (startOf == null ? 0 : startOf[i + 2]);
        int s3 = startAt + (startOf == null ? 0 : startOf[i + 3]);
        FloatVector c00 = FloatVector.fromArray(SPECIES, start, s0);
        FloatVector c01 = FloatVector.fromArray(SPECIES, start, s0 + LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, start, s1);
        FloatVector c11 = FloatVector.fromArray(SPECIES, start, s1 + LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, start, s2);
        FloatVector c21 = FloatVector.fromArray(SPECIES, start, s2 + LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, start, s3);
        FloatVector c31 = FloatVector.fromArray(SPECIES, start, s3 + LANES);
        int a0 = aAt;
        int a1 = aAt + aRow;
        int a2 = aAt + 2 * aRow;
        int a3 = aAt + 3 * aRow;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + p * PANEL);
            FloatVector b1 = FloatVector.fromArray(SPECIES, panel, panelAt + p * PANEL + LANES);
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
        }
        c00.max(floor).intoArray(c, cAt);
        c01.max(floor).intoArray(c, cAt + LANES);
        c10.max(floor).intoArray(c, cAt + cRow);
        c11.max(floor).intoArray(c, cAt + cRow + LANES);
        c20.max(floor).intoArray(c, cAt + 2 * cRow);
        c21.max(floor).intoArray(c, cAt + 2 * cRow + LANES);
        c30.max(floor).intoArray(c, cAt + 3 * cRow);
        c31.max(floor).intoArray(c, cAt + 3 * cRow + LANES);
    }

    private static void packed1(
            int i,
            int k,
            float[] a,
            int aAt,
            float[] panel,
            int panelAt,
            float[] start,
            int startAt,
            int @Nullable [] startOf,
            float floor,
            float[] c,
            int cAt) {
        int s0 = startAt + (startOf == null ? 0 : startOf[i]);
        FloatVector c00 = FloatVector.fromArray(SPECIES, start, s0);
        FloatVector c01 = FloatVector.fromArray(SPECIES, start, s0 + LANES);
        int a0 = aAt;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + p * PANEL);
            FloatVector b1 = FloatVector.fromArray(SPECIES, panel, panelAt + p * PANEL + LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[a0 + p]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
        }
        c00.max(floor).intoArray(c, cAt);
        c01.max(floor).intoArray(c, cAt + LANES);
    }

    /**
     * {@code c[i, j] += sum_p a[i, p] * b[p, j]}, {@code a[i, p] = a[aAt + i * aRow + p * aColumn]}, {@code b[p, j] = b[bAt + p * bRow + j]},
     * {@code c[i, j] = c[cAt + i * cRow + j]}.
     */
    static void multiplyAdd(
            int m,
            int n,
            int k,
            float[] a,
            int aAt,
            int aRow,
            int aColumn,
            float[] b,
            int bAt,
            int bRow,
            float[] c,
            int cAt,
            int cRow) {
        int full = n - n % PANEL;
        for (int j = 0; j < full; j += PANEL) {
            panel(m, k, a, aAt, aRow, aColumn, b, bAt + j, bRow, c, cAt + j, cRow);
        }
        if (full < n) {
            tail(m, n - full, k, a, aAt, aRow, aColumn, b, bAt + full, bRow, c, cAt + full, cRow);
        }
    }

    /** Two vectors of columns. */
    private static void panel(
            int m,
            int k,
            float[] a,
            int aAt,
            int aRow,
            int aColumn,
            float[] b,
            int bAt,
            int bRow,
            float[] c,
            int cAt,
            int cRow) {
        int i = 0;
        // Eight and nine rows are better off as four and four: single rows wait for the latency of their two sums.
        for (; m - i >= 6 && m - i != 8 && m - i != 9; i += 6) {
            tile6(k, a, aAt + i * aRow, aRow, aColumn, b, bAt, bRow, c, cAt + i * cRow, cRow);
        }
        for (; m - i >= 4; i += 4) {
            tile4(k, a, aAt + i * aRow, aRow, aColumn, b, bAt, bRow, c, cAt + i * cRow, cRow);
        }
        for (; i < m; i++) {
            tile1(k, a, aAt + i * aRow, aColumn, b, bAt, bRow, c, cAt + i * cRow);
        }
    }

    /** Fewer columns than a panel: as a panel, on padded copies. */
    private static void tail(
            int m,
            int n,
            int k,
            float[] a,
            int aAt,
            int aRow,
            int aColumn,
            float[] b,
            int bAt,
            int bRow,
            float[] c,
            int cAt,
            int cRow) {
        float[] padded = Padding.atLeast((k + m) * PANEL); // the padding's own results are never copied back
        for (int p = 0; p < k; p++) {
            System.arraycopy(b, bAt + p * bRow, padded, p * PANEL, n);
        }
        int to = k * PANEL;
        for (int i = 0; i < m; i++) {
            System.arraycopy(c, cAt + i * cRow, padded, to + i * PANEL, n);
        }
        panel(m, k, a, aAt, aRow, aColumn, padded, 0, PANEL, padded, to, PANEL);
        for (int i = 0; i < m; i++) {
            System.arraycopy(padded, to + i * PANEL, c, cAt + i * cRow, n);
        }
    }

    private static void tile6(
            int k,
            float[] a,
            int a0,
            int aRow,
            int aColumn,
            float[] b,
            int bAt,
            int bRow,
            float[] c,
            int cAt,
            int cRow) {
        int a1 = aRow;
        int a2 = 2 * aRow;
        int a3 = 3 * aRow;
        int a4 = 4 * aRow;
        int a5 = 5 * aRow;
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, cAt);
        FloatVector c01 = FloatVector.fromArray(SPECIES, c, cAt + LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, cAt + cRow);
        FloatVector c11 = FloatVector.fromArray(SPECIES, c, cAt + cRow + LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, cAt + 2 * cRow);
        FloatVector c21 = FloatVector.fromArray(SPECIES, c, cAt + 2 * cRow + LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, cAt + 3 * cRow);
        FloatVector c31 = FloatVector.fromArray(SPECIES, c, cAt + 3 * cRow + LANES);
        FloatVector c40 = FloatVector.fromArray(SPECIES, c, cAt + 4 * cRow);
        FloatVector c41 = FloatVector.fromArray(SPECIES, c, cAt + 4 * cRow + LANES);
        FloatVector c50 = FloatVector.fromArray(SPECIES, c, cAt + 5 * cRow);
        FloatVector c51 = FloatVector.fromArray(SPECIES, c, cAt + 5 * cRow + LANES);
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bAt + LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[a0]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[a0 + a1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[a0 + a2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[a0 + a3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(SPECIES, a[a0 + a4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(SPECIES, a[a0 + a5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            a0 += aColumn;
            bAt += bRow;
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
        c50.intoArray(c, cAt + 5 * cRow);
        c51.intoArray(c, cAt + 5 * cRow + LANES);
    }

    private static void tile4(
            int k,
            float[] a,
            int a0,
            int aRow,
            int aColumn,
            float[] b,
            int bAt,
            int bRow,
            float[] c,
            int cAt,
            int cRow) {
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, cAt);
        FloatVector c01 = FloatVector.fromArray(SPECIES, c, cAt + LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, cAt + cRow);
        FloatVector c11 = FloatVector.fromArray(SPECIES, c, cAt + cRow + LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, cAt + 2 * cRow);
        FloatVector c21 = FloatVector.fromArray(SPECIES, c, cAt + 2 * cRow + LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, cAt + 3 * cRow);
        FloatVector c31 = FloatVector.fromArray(SPECIES, c, cAt + 3 * cRow + LANES);
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bAt + LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[a0]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[a0 + aRow]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[a0 + 2 * aRow]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[a0 + 3 * aRow]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            a0 += aColumn;
            bAt += bRow;
        }
        c00.intoArray(c, cAt);
        c01.intoArray(c, cAt + LANES);
        c10.intoArray(c, cAt + cRow);
        c11.intoArray(c, cAt + cRow + LANES);
        c20.intoArray(c, cAt + 2 * cRow);
        c21.intoArray(c, cAt + 2 * cRow + LANES);
        c30.intoArray(c, cAt + 3 * cRow);
        c31.intoArray(c, cAt + 3 * cRow + LANES);
    }

    private static void tile1(int k, float[] a, int a0, int aColumn, float[] b, int bAt, int bRow, float[] c, int cAt) {
        FloatVector c0 = FloatVector.fromArray(SPECIES, c, cAt);
        FloatVector c1 = FloatVector.fromArray(SPECIES, c, cAt + LANES);
        for (int p = 0; p < k; p++) {
            FloatVector x = FloatVector.broadcast(SPECIES, a[a0]);
            c0 = x.fma(FloatVector.fromArray(SPECIES, b, bAt), c0);
            c1 = x.fma(FloatVector.fromArray(SPECIES, b, bAt + LANES), c1);
            a0 += aColumn;
            bAt += bRow;
        }
        c0.intoArray(c, cAt);
        c1.intoArray(c, cAt + LANES);
    }
}
