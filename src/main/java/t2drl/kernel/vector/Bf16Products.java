package t2drl.kernel.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Products of numbers rounded to bfloat16, summed in float32, by native code. Those of so few terms that nothing would be gained stay in float32. */
final class Bf16Products implements Products {
    private final Bf16Library.Unit unit;
    private final Arena memory;

    /** Weights are packed into {@code memory}, and live as long. */
    Bf16Products(Bf16Library.Unit unit, Arena memory) {
        this.unit = unit;
        this.memory = memory;
    }

    @Override
    public Weights weights(int rows, int columns) {
        return rows <= FewTerms.MOST ? new Panels(rows, columns) : new Packed(rows, columns);
    }

    @Override
    public void addTransposed(
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
        if (Math.min(m, k) <= FewTerms.MOST) {
            Gemm.addTransposed(m, n, k, a, aAt, aRow, b, bAt, bRow, fresh, c, cAt, cRow);
            return;
        }
        requireWithin(a, aAt, k, aRow, m);
        requireWithin(b, bAt, k, bRow, n);
        requireWithin(c, cAt, m, cRow, n);
        for (int i = 0; i < m && fresh; i++) {
            Arrays.fill(c, cAt + i * cRow, cAt + i * cRow + n, 0f);
        }
        Bf16Library.addTransposed(unit, m, n, k, a, aAt, aRow, b, bAt, bRow, c, cAt, cRow);
    }

    /** Native code would go on behind an array's end. */
    private static void requireWithin(float[] array, int at, int rows, int row, int columns) {
        Objects.checkFromIndexSize(at, (rows - 1) * row + columns, array.length);
    }

    private final class Packed implements Weights {
        private final int rows;
        private final int columns;
        private final MemorySegment data;
        private final float[] zeros;

        Packed(int rows, int columns) {
            this.rows = rows;
            this.columns = columns;
            data = Bf16Library.packed(memory, rows, columns);
            zeros = new float[columns];
        }

        @Override
        public void pack(float factor, float[] in, int at, int inRow) {
            requireWithin(in, at, rows, inRow, columns);
            Bf16Library.pack(rows, columns, factor, in, at, inRow, data);
        }

        @Override
        public void packTransposed(float[] in, int at, Transpose source) {
            requireWithin(in, at, columns, source.inRow, rows);
            Bf16Library.packTransposed(rows, columns, in, at, source.inRow, data);
        }

        @Override
        public void multiply(int m, float[] a, int aAt, int aRow, float[] c, int cAt, int cRow) {
            multiply(m, a, aAt, aRow, zeros, 0, null, Float.NEGATIVE_INFINITY, c, cAt, cRow);
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
            requireWithin(a, aAt, m, aRow, rows);
            requireWithin(c, cAt, m, cRow, columns);
            requireWithin(start, startAt + (startOf == null ? 0 : startOf[m - 1]), 1, 0, columns);
            Bf16Library.multiply(
                    unit, m, columns, rows, a, aAt, aRow, data, start, startAt, startOf, floor, c, cAt, cRow);
        }
    }
}
