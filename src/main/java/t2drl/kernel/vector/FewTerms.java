package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.jspecify.annotations.Nullable;

/** {@link Gemm#packed} where B has a few rows only: they stay in registers while the rows of A pass by. */
final class FewTerms {
    static final int MOST = 3;

    private FewTerms() {}

    /** All rows of one panel of {@code width} columns; {@code panel} has {@code k} rows, 1 to {@link #MOST}. */
    static void multiply(
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
            float floor,
            float[] c,
            int cAt,
            int cRow) {
        int p1 = Math.min(1, k - 1); // a term that is not there is one of 0 times another's number
        int p2 = Math.min(2, k - 1);
        for (int j = 0; j < width; j += LANES) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + j);
            FloatVector b1 = FloatVector.fromArray(SPECIES, panel, panelAt + p1 * width + j)
                    .mul(k > 1 ? 1f : 0f);
            FloatVector b2 = FloatVector.fromArray(SPECIES, panel, panelAt + p2 * width + j)
                    .mul(k > 2 ? 1f : 0f);
            for (int i = 0; i < m; i++) {
                int row = aAt + i * aRow;
                int from = startAt + j + (startOf == null ? 0 : startOf[i]);
                FloatVector sum = FloatVector.fromArray(SPECIES, start, from);
                sum = FloatVector.broadcast(SPECIES, a[row]).fma(b0, sum);
                sum = FloatVector.broadcast(SPECIES, a[row + p1]).fma(b1, sum);
                sum = FloatVector.broadcast(SPECIES, a[row + p2]).fma(b2, sum);
                sum.blend(floor, sum.compare(VectorOperators.LT, floor)).intoArray(c, cAt + i * cRow + j);
            }
        }
    }
}
