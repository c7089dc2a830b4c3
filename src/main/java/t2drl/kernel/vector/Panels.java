package t2drl.kernel.vector;

import org.jspecify.annotations.Nullable;

/** A matrix {@code B [rows, columns]} copied for {@link Gemm#packed}: panels of columns as wide as a tile, each row after row, the last one padded with zeros. */
final class Panels implements Weights {
    final int rows;
    final int columns;
    final float[] data;
    final float[] zeros; // [columns]
    private final int start;

    Panels(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        zeros = new float[columns];
        int width = 0;
        while (width < columns) {
            width += Gemm.panelWidth(columns - width);
        }
        Floats panels = Floats.of(Math.multiplyExact(rows, width));
        data = panels.data();
        start = panels.at();
    }

    /** Where the panel that starts with column {@code j} starts. */
    int at(int j) {
        return start + j * rows;
    }

    @Override
    public void pack(float factor, float[] in, int at, int inRow) {
        int width;
        for (int j = 0; j < columns; j += width) {
            width = Gemm.panelWidth(columns - j);
            int count = Math.min(width, columns - j);
            Rows.scaledRows(rows, count, factor, in, at + j, inRow, data, at(j), width);
        }
    }

    /** As with a {@link Transpose}; for weights that are packed once. */
    void packTransposed(float[] in, int at, int inRow) {
        int width;
        for (int j = 0; j < columns; j += width) {
            width = Gemm.panelWidth(columns - j);
            Rows.transpose(Math.min(width, columns - j), rows, in, at + j * inRow, inRow, data, at(j), width);
        }
    }

    @Override
    public void packTransposed(float[] in, int at, Transpose source) {
        int width;
        for (int j = 0; j < columns; j += width) {
            width = Gemm.panelWidth(columns - j);
            source.copy(Math.min(width, columns - j), rows, in, at + j * source.inRow, data, at(j), width);
        }
    }

    /** Row {@code p} becomes the {@code columns} numbers from {@code at} on. */
    void packRow(int p, float[] in, int at) {
        int width;
        for (int j = 0; j < columns; j += width) {
            width = Gemm.panelWidth(columns - j);
            System.arraycopy(in, at + j, data, at(j) + p * width, Math.min(width, columns - j));
        }
    }

    @Override
    public void multiply(int m, float[] a, int aAt, int aRow, float[] c, int cAt, int cRow) {
        Gemm.packed(m, a, aAt, aRow, this, c, cAt, cRow);
    }

    @Override
    public void multiply(
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
            int cRow) {
        Gemm.packed(m, a, aAt, aRow, this, start, startAt, startOf, floor, c, cAt, cRow);
    }
}
