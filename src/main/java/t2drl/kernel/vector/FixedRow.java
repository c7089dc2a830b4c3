package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@link FixedDense}'s product for one row: {@code y = max(floor, start + x panels)} for two, four or eight vectors of columns, over one panel or those that follow it. */
final class FixedRow {
    private static final int WIDEST = Gemm.WIDEST;

    private FixedRow() {}

    static void eight(
            int k,
            float[] x,
            int xAt,
            float[] panels,
            int panelAt,
            float[] start,
            int s,
            float floor,
            float[] y,
            int yAt) {
        FloatVector c0 = FloatVector.fromArray(SPECIES, start, s);
        FloatVector c1 = FloatVector.fromArray(SPECIES, start, s + LANES);
        FloatVector c2 = FloatVector.fromArray(SPECIES, start, s + 2 * LANES);
        FloatVector c3 = FloatVector.fromArray(SPECIES, start, s + 3 * LANES);
        FloatVector c4 = FloatVector.fromArray(SPECIES, start, s + 4 * LANES);
        FloatVector c5 = FloatVector.fromArray(SPECIES, start, s + 5 * LANES);
        FloatVector c6 = FloatVector.fromArray(SPECIES, start, s + 6 * LANES);
        FloatVector c7 = FloatVector.fromArray(SPECIES, start, s + 7 * LANES);
        int p2 = panelAt + 2 * LANES / WIDEST * k * WIDEST + 2 * LANES % WIDEST;
        int p4 = panelAt + 4 * LANES / WIDEST * k * WIDEST + 4 * LANES % WIDEST;
        int p6 = panelAt + 6 * LANES / WIDEST * k * WIDEST + 6 * LANES % WIDEST;
        for (int p = 0; p < k; p++) {
            int row = p * WIDEST;
            FloatVector a = FloatVector.broadcast(SPECIES, x[xAt + p]);
            c0 = a.fma(FloatVector.fromArray(SPECIES, panels, panelAt + row), c0);
            c1 = a.fma(FloatVector.fromArray(SPECIES, panels, panelAt + row + LANES), c1);
            c2 = a.fma(FloatVector.fromArray(SPECIES, panels, p2 + row), c2);
            c3 = a.fma(FloatVector.fromArray(SPECIES, panels, p2 + row + LANES), c3);
            c4 = a.fma(FloatVector.fromArray(SPECIES, panels, p4 + row), c4);
            c5 = a.fma(FloatVector.fromArray(SPECIES, panels, p4 + row + LANES), c5);
            c6 = a.fma(FloatVector.fromArray(SPECIES, panels, p6 + row), c6);
            c7 = a.fma(FloatVector.fromArray(SPECIES, panels, p6 + row + LANES), c7);
        }
        if (floor != Float.NEGATIVE_INFINITY) {
            FloatVector least = FloatVector.broadcast(SPECIES, floor);
            c0 = c0.blend(least, c0.compare(VectorOperators.LT, least));
            c1 = c1.blend(least, c1.compare(VectorOperators.LT, least));
            c2 = c2.blend(least, c2.compare(VectorOperators.LT, least));
            c3 = c3.blend(least, c3.compare(VectorOperators.LT, least));
            c4 = c4.blend(least, c4.compare(VectorOperators.LT, least));
            c5 = c5.blend(least, c5.compare(VectorOperators.LT, least));
            c6 = c6.blend(least, c6.compare(VectorOperators.LT, least));
            c7 = c7.blend(least, c7.compare(VectorOperators.LT, least));
        }
        c0.intoArray(y, yAt);
        c1.intoArray(y, yAt + LANES);
        c2.intoArray(y, yAt + 2 * LANES);
        c3.intoArray(y, yAt + 3 * LANES);
        c4.intoArray(y, yAt + 4 * LANES);
        c5.intoArray(y, yAt + 5 * LANES);
        c6.intoArray(y, yAt + 6 * LANES);
        c7.intoArray(y, yAt + 7 * LANES);
    }

    static void four(
            int k,
            float[] x,
            int xAt,
            float[] panels,
            int panelAt,
            float[] start,
            int s,
            float floor,
            float[] y,
            int yAt) {
        FloatVector c0 = FloatVector.fromArray(SPECIES, start, s);
        FloatVector c1 = FloatVector.fromArray(SPECIES, start, s + LANES);
        FloatVector c2 = FloatVector.fromArray(SPECIES, start, s + 2 * LANES);
        FloatVector c3 = FloatVector.fromArray(SPECIES, start, s + 3 * LANES);
        int p2 = panelAt + 2 * LANES / WIDEST * k * WIDEST + 2 * LANES % WIDEST;
        for (int p = 0; p < k; p++) {
            int row = p * WIDEST;
            FloatVector a = FloatVector.broadcast(SPECIES, x[xAt + p]);
            c0 = a.fma(FloatVector.fromArray(SPECIES, panels, panelAt + row), c0);
            c1 = a.fma(FloatVector.fromArray(SPECIES, panels, panelAt + row + LANES), c1);
            c2 = a.fma(FloatVector.fromArray(SPECIES, panels, p2 + row), c2);
            c3 = a.fma(FloatVector.fromArray(SPECIES, panels, p2 + row + LANES), c3);
        }
        if (floor != Float.NEGATIVE_INFINITY) {
            FloatVector least = FloatVector.broadcast(SPECIES, floor);
            c0 = c0.blend(least, c0.compare(VectorOperators.LT, least));
            c1 = c1.blend(least, c1.compare(VectorOperators.LT, least));
            c2 = c2.blend(least, c2.compare(VectorOperators.LT, least));
            c3 = c3.blend(least, c3.compare(VectorOperators.LT, least));
        }
        c0.intoArray(y, yAt);
        c1.intoArray(y, yAt + LANES);
        c2.intoArray(y, yAt + 2 * LANES);
        c3.intoArray(y, yAt + 3 * LANES);
    }

    /** The panel is the narrowest, and may be the last. */
    static void two(
            int k,
            float[] x,
            int xAt,
            float[] panels,
            int panelAt,
            float[] start,
            int s,
            float floor,
            float[] y,
            int yAt) {
        FloatVector c0 = FloatVector.fromArray(SPECIES, start, s);
        FloatVector c1 = FloatVector.fromArray(SPECIES, start, s + LANES);
        for (int p = 0; p < k; p++) {
            int row = p * 2 * LANES;
            FloatVector a = FloatVector.broadcast(SPECIES, x[xAt + p]);
            c0 = a.fma(FloatVector.fromArray(SPECIES, panels, panelAt + row), c0);
            c1 = a.fma(FloatVector.fromArray(SPECIES, panels, panelAt + row + LANES), c1);
        }
        if (floor != Float.NEGATIVE_INFINITY) {
            FloatVector least = FloatVector.broadcast(SPECIES, floor);
            c0 = c0.blend(least, c0.compare(VectorOperators.LT, least));
            c1 = c1.blend(least, c1.compare(VectorOperators.LT, least));
        }
        c0.intoArray(y, yAt);
        c1.intoArray(y, yAt + LANES);
    }
}
