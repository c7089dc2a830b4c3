package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@link FixedDense}'s product for five rows and 4 vectors of columns: twenty sums, which need 25 of 32 registers and half the loads an FMA of {@link FixedTile5x2}. */
final class FixedTile5x4 {
    static final int COLUMNS = 4 * LANES;

    private FixedTile5x4() {}

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
        int x1 = x0 + xRow;
        int x2 = x1 + xRow;
        int x3 = x2 + xRow;
        int x4 = x3 + xRow;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + p * COLUMNS);
            FloatVector b1 = FloatVector.fromArray(SPECIES, panel, panelAt + p * COLUMNS + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, panel, panelAt + p * COLUMNS + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(SPECIES, panel, panelAt + p * COLUMNS + 3 * LANES);
            FloatVector a = FloatVector.broadcast(SPECIES, x[x0 + p]);
            c00 = a.fma(b0, c00);
            c01 = a.fma(b1, c01);
            c02 = a.fma(b2, c02);
            c03 = a.fma(b3, c03);
            a = FloatVector.broadcast(SPECIES, x[x1 + p]);
            c10 = a.fma(b0, c10);
            c11 = a.fma(b1, c11);
            c12 = a.fma(b2, c12);
            c13 = a.fma(b3, c13);
            a = FloatVector.broadcast(SPECIES, x[x2 + p]);
            c20 = a.fma(b0, c20);
            c21 = a.fma(b1, c21);
            c22 = a.fma(b2, c22);
            c23 = a.fma(b3, c23);
            a = FloatVector.broadcast(SPECIES, x[x3 + p]);
            c30 = a.fma(b0, c30);
            c31 = a.fma(b1, c31);
            c32 = a.fma(b2, c32);
            c33 = a.fma(b3, c33);
            a = FloatVector.broadcast(SPECIES, x[x4 + p]);
            c40 = a.fma(b0, c40);
            c41 = a.fma(b1, c41);
            c42 = a.fma(b2, c42);
            c43 = a.fma(b3, c43);
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
        }
        c00.intoArray(y, yAt);
        c01.intoArray(y, yAt + LANES);
        c02.intoArray(y, yAt + 2 * LANES);
        c03.intoArray(y, yAt + 3 * LANES);
        c10.intoArray(y, yAt + yRow);
        c11.intoArray(y, yAt + yRow + LANES);
        c12.intoArray(y, yAt + yRow + 2 * LANES);
        c13.intoArray(y, yAt + yRow + 3 * LANES);
        c20.intoArray(y, yAt + 2 * yRow);
        c21.intoArray(y, yAt + 2 * yRow + LANES);
        c22.intoArray(y, yAt + 2 * yRow + 2 * LANES);
        c23.intoArray(y, yAt + 2 * yRow + 3 * LANES);
        c30.intoArray(y, yAt + 3 * yRow);
        c31.intoArray(y, yAt + 3 * yRow + LANES);
        c32.intoArray(y, yAt + 3 * yRow + 2 * LANES);
        c33.intoArray(y, yAt + 3 * yRow + 3 * LANES);
        c40.intoArray(y, yAt + 4 * yRow);
        c41.intoArray(y, yAt + 4 * yRow + LANES);
        c42.intoArray(y, yAt + 4 * yRow + 2 * LANES);
        c43.intoArray(y, yAt + 4 * yRow + 3 * LANES);
    }
}
