package t2drl.kernel.vector;

import static t2drl.kernel.vector.Gemm.PANEL;

/** A matrix {@code B [rows, columns]} copied for {@link Gemm#packed}: panels of two vectors of columns, each row after row, the last one padded with zeros. */
final class Panels {
    final int rows;
    final int columns;
    final float[] data;

    Panels(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        data = new float[Math.multiplyExact(rows, (columns + PANEL - 1) / PANEL * PANEL)];
    }

    /** Where the panel of column {@code j}, a multiple of the panel's width, starts. */
    int at(int j) {
        return j * rows;
    }

    /** {@code b[p, j] = factor * in[at + p * rowStride + j * columnStride]}. */
    void pack(float factor, float[] in, int at, int rowStride, int columnStride) {
        for (int j = 0; j < columns; j++) {
            int to = at(j - j % PANEL) + j % PANEL;
            for (int p = 0; p < rows; p++) {
                data[to + p * PANEL] = factor * in[at + p * rowStride + j * columnStride];
            }
        }
    }
}
