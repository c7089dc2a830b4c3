package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;

import org.jspecify.annotations.Nullable;

/**
 * Matrix products in registers: a tile of C stays in vector accumulators while k runs, each step loading a row of B and broadcasting one element of A a row. Tiles are
 * as wide as the machine has registers for. Columns that do not fill a tile go through padded copies.
 *
 * <p>Two forms. {@link #packed} reads B from panels that {@link Panels} made; it starts from rows of biases and can end with a ReLU. {@link #addTransposed} takes B as it is, for
 * products that use each matrix once.
 */
final class Gemm {
    /** AVX-512 and NEON have 32 vector registers, the others 16. */
    private static final boolean WIDE =
            LANES == 16 || System.getProperty("os.arch").equals("aarch64");

    private static final int NARROWEST = Tile6x2.COLUMNS;
    static final int WIDEST = WIDE ? Tile6x4.COLUMNS : NARROWEST;
    /** How many rows of a panel are used at a time: so many that they stay in the second-level cache while the rows of A pass by, from where whole lines come as fast as a tile needs them. */
    static final int DEPTH = 64 * 1024 / Float.BYTES / WIDEST;

    private static final float[] ZEROS = new float[WIDEST];

    private Gemm() {}

    /** How wide a panel for the last {@code columns} columns is, of which it may take fewer. */
    static int panelWidth(int columns) {
        return columns > NARROWEST ? WIDEST : NARROWEST;
    }

    /** {@code c[i, j] = sum_p a[i, p] * b[p, j]}; the rest as below. */
    static void packed(int m, float[] a, int aAt, int aRow, Panels b, float[] c, int cAt, int cRow) {
        packed(m, a, aAt, aRow, b, b.zeros, 0, null, Float.NEGATIVE_INFINITY, c, cAt, cRow);
    }

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
        int width;
        for (int j = 0; j < b.columns; j += width) {
            width = panelWidth(b.columns - j);
            int n = b.columns - j;
            if (n >= width) {
                panel(width, m, a, aAt, aRow, b, j, start, startAt + j, startOf, floor, c, cAt + j, cRow);
                continue;
            }
            float[] padded = Padding.atLeast(m * width);
            panel(width, m, a, aAt, aRow, b, j, ZEROS, 0, null, Float.NEGATIVE_INFINITY, padded, 0, width);
            for (int i = 0; i < m; i++) {
                int from = startAt + j + (startOf == null ? 0 : startOf[i]);
                Rows.sumAbove(n, floor, start, from, padded, i * width, c, cAt + i * cRow + j);
            }
        }
    }

    private static void panel(
            int width,
            int m,
            float[] a,
            int aAt,
            int aRow,
            Panels b,
            int j,
            float[] start,
            int startAt,
            int @Nullable [] startOf,
            float floor,
            float[] c,
            int cAt,
            int cRow) {
        if (b.rows <= FewTerms.MOST) {
            FewTerms.multiply(
                    width, m, b.rows, a, aAt, aRow, b.data, b.at(j), start, startAt, startOf, floor, c, cAt, cRow);
            return;
        }
        for (int p = 0; p < b.rows; p += DEPTH) {
            int depth = Math.min(DEPTH, b.rows - p);
            float least = p + depth == b.rows ? floor : Float.NEGATIVE_INFINITY;
            int panelAt = b.at(j) + p * width;
            if (p == 0) {
                tiles(width, m, depth, a, aAt, aRow, b.data, panelAt, start, startAt, startOf, 0, least, c, cAt, cRow);
            } else {
                tiles(width, m, depth, a, aAt + p, aRow, b.data, panelAt, c, cAt, null, cRow, least, c, cAt, cRow);
            }
        }
    }

    private static void tiles(
            int width,
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
            int startRow,
            float floor,
            float[] c,
            int cAt,
            int cRow) {
        for (int i = 0; i < m; i += 6) {
            int rows = Math.min(6, m - i);
            if (width == Tile6x2.COLUMNS) {
                Tile6x2.multiply(
                        i, rows, k, a, aAt, aRow, panel, panelAt, start, startAt, startOf, startRow, floor, c, cAt,
                        cRow);
            } else {
                Tile6x4.multiply(
                        i, rows, k, a, aAt, aRow, panel, panelAt, start, startAt, startOf, startRow, floor, c, cAt,
                        cRow);
            }
        }
    }

    /**
     * {@code c[i, j] += sum_p a[p, i] * b[p, j]}, {@code =} if {@code fresh}, {@code m} rows and {@code n} columns of {@code c}, {@code k} rows of {@code a} and {@code b}. Columns of B are
     * copied to where they lie side by side, unless they do: a tile's reads stay in the first-level cache, and have a stride that the JIT compiler knows.
     */
    static void addTransposed(
            int m,
            int n,
            int k,
            float[] a,
            int aAt,
            int aRow,
            float[] b,
            int bAt,
            int bRow,
            boolean fresh,
            float[] c,
            int cAt,
            int cRow) {
        int width;
        for (int j = 0; j < n; j += width) {
            width = panelWidth(n - j);
            int count = Math.min(width, n - j);
            if (bRow == width && count == width) {
                columns(width, m, k, a, aAt, aRow, b, bAt + j, fresh, c, cAt + j, cRow);
                continue;
            }
            int size = k * width;
            Floats scratch = Padding.lines(count == width ? size : size + m * width);
            float[] lines = scratch.data();
            int from = scratch.at();
            Rows.scaledRows(k, count, 1f, b, bAt + j, bRow, lines, from, width);
            if (count == width) {
                columns(width, m, k, a, aAt, aRow, lines, from, fresh, c, cAt + j, cRow);
                continue;
            }
            int to = from + size;
            for (int i = 0; i < m && !fresh; i++) { // the padding's own results are never copied back
                System.arraycopy(c, cAt + i * cRow + j, lines, to + i * width, count);
            }
            columns(width, m, k, a, aAt, aRow, lines, from, fresh, lines, to, width);
            for (int i = 0; i < m; i++) {
                System.arraycopy(lines, to + i * width, c, cAt + i * cRow + j, count);
            }
        }
    }

    private static void columns(
            int width,
            int m,
            int k,
            float[] a,
            int aAt,
            int aRow,
            float[] b,
            int bAt,
            boolean fresh,
            float[] c,
            int cAt,
            int cRow) {
        for (int p = 0; p < k; p += Tile6x4.MOST_TERMS) {
            int terms = Math.min(Tile6x4.MOST_TERMS, k - p);
            int from = aAt + p * aRow;
            int panel = bAt + p * width;
            boolean first = fresh && p == 0;
            float[] start = first ? ZEROS : c;
            int startAt = first ? 0 : cAt;
            int startRow = first ? 0 : cRow;
            int i = 0;
            int tall = width == Tile6x2.COLUMNS ? 5 : 6;
            for (; m - i >= tall && m - i != 8; i += tall) {
                int s = startAt + i * startRow;
                int to = cAt + i * cRow;
                if (width == Tile6x2.COLUMNS) {
                    Tile6x2.addTransposed5(terms, a, from + i, aRow, b, panel, start, s, startRow, c, to, cRow);
                } else {
                    Tile6x4.addTransposed6(terms, a, from + i, aRow, b, panel, start, s, startRow, c, to, cRow);
                }
            }
            for (; i < m; i += 4) {
                int rows = Math.min(4, m - i);
                int s = startAt + i * startRow;
                int to = cAt + i * cRow;
                if (width == Tile6x2.COLUMNS) {
                    Tile6x2.addTransposed4(rows, terms, a, from + i, aRow, b, panel, start, s, startRow, c, to, cRow);
                } else {
                    Tile6x4.addTransposed4(rows, terms, a, from + i, aRow, b, panel, start, s, startRow, c, to, cRow);
                }
            }
        }
    }
}
