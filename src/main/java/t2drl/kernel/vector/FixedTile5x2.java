package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@link FixedDense}'s product for five rows and 2 vectors of columns: ten sums, enough to hide the latency of an FMA, in 13 of 16 registers. */
final class FixedTile5x2 {
    static final int COLUMNS = 2 * LANES;

    private FixedTile5x2() {}

    /** {@code y = max(floor, start + x panel)}: {@code k} rows of the panel, rows of {@code x} and {@code y} so far apart; row {@code r} starts from the numbers at {@code s<r>}. */
    static void multiply(
            int k,
            float[] x,
            int x0,
            int xRow,
            float[] panel,
            int panelAt,
            float[] start,
            int s0,
            int s1,
            int s2,
            int s3,
            int s4,
            float floor,
            float[] y,
            int yAt,
            int yRow) {
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
        int x1 = x0 + xRow;
        int x2 = x1 + xRow;
        int x3 = x2 + xRow;
        int x4 = x3 + xRow;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + p * COLUMNS);
            FloatVector b1 = FloatVector.fromArray(SPECIES, panel, panelAt + p * COLUMNS + LANES);
            FloatVector a = FloatVector.broadcast(SPECIES, x[x0 + p]);
            c00 = a.fma(b0, c00);
            c01 = a.fma(b1, c01);
            a = FloatVector.broadcast(SPECIES, x[x1 + p]);
            c10 = a.fma(b0, c10);
            c11 = a.fma(b1, c11);
            a = FloatVector.broadcast(SPECIES, x[x2 + p]);
            c20 = a.fma(b0, c20);
            c21 = a.fma(b1, c21);
            a = FloatVector.broadcast(SPECIES, x[x3 + p]);
            c30 = a.fma(b0, c30);
            c31 = a.fma(b1, c31);
            a = FloatVector.broadcast(SPECIES, x[x4 + p]);
            c40 = a.fma(b0, c40);
            c41 = a.fma(b1, c41);
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
        }
        c00.intoArray(y, yAt);
        c01.intoArray(y, yAt + LANES);
        c10.intoArray(y, yAt + yRow);
        c11.intoArray(y, yAt + yRow + LANES);
        c20.intoArray(y, yAt + 2 * yRow);
        c21.intoArray(y, yAt + 2 * yRow + LANES);
        c30.intoArray(y, yAt + 3 * yRow);
        c31.intoArray(y, yAt + 3 * yRow + LANES);
        c40.intoArray(y, yAt + 4 * yRow);
        c41.intoArray(y, yAt + 4 * yRow + LANES);
    }
}
