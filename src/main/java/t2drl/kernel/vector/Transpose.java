package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Copies matrices whose rows lie {@code inRow} apart transposed: a vector gathers numbers of one column, which become a piece of a row. */
final class Transpose {
    private static final MethodHandle[] GATHER = OwnCode.of(
            MethodHandles.lookup(),
            "gather",
            int.class,
            int.class,
            float[].class,
            int.class,
            float[].class,
            int.class,
            int.class);

    final int inRow;
    private final int[] rows = new int[LANES];

    Transpose(int inRow) {
        this.inRow = inRow;
        Arrays.setAll(rows, i -> i * inRow);
    }

    /** {@code out [columns, rows] = in [rows, columns]^T}, rows of {@code out} that far apart. */
    void copy(int rows, int columns, float[] in, int inAt, float[] out, int outAt, int outRow) {
        if (rows < LANES) {
            Rows.transpose(rows, columns, in, inAt, inRow, out, outAt, outRow);
            return;
        }
        try {
            GATHER[0].invokeExact(this, rows, columns, in, inAt, out, outAt, outRow);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private void gather(int rows, int columns, float[] in, int inAt, float[] out, int outAt, int outRow) {
        for (int next = 0; next < rows; next += LANES) {
            int i = Math.min(next, rows - LANES); // the last ones, once more some of those before
            for (int j = 0; j < columns; j++) {
                FloatVector.fromArray(SPECIES, in, inAt + i * inRow + j, this.rows, 0)
                        .intoArray(out, outAt + j * outRow + i);
            }
        }
    }
}
