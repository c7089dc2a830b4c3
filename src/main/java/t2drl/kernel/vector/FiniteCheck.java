package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Whether numbers are finite: 0 times such a number is 0, and NaN else. */
final class FiniteCheck {
    private FiniteCheck() {}

    /** Of the {@code n} from {@code from} on. */
    static boolean all(float[] numbers, int from, int n) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector even = zero; // two sums that do not wait for each other
        FloatVector odd = zero;
        int whole = from + n / (2 * LANES) * (2 * LANES);
        for (int i = from; i < whole; i += 2 * LANES) {
            even = FloatVector.fromArray(SPECIES, numbers, i).fma(zero, even);
            odd = FloatVector.fromArray(SPECIES, numbers, i + LANES).fma(zero, odd);
        }
        float rest = 0;
        for (int i = whole; i < from + n; i++) {
            rest += 0 * numbers[i];
        }
        return rest == 0 && even.add(odd).compare(VectorOperators.EQ, 0f).allTrue();
    }
}
