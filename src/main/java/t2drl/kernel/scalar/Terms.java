package t2drl.kernel.scalar;

/** The first layer of a reverse chain as a sum: the state's term (one row a sample) and the step's term (one row a step). */
final class Terms {
    private Terms() {}

    /** {@code pre = stateTerm + stepTerm[row]} in every row of {@code pre}. */
    static void sum(int hidden, double[] stateTerm, double[] stepTerm, int row, double[] pre) {
        for (int i = 0; i < pre.length; i++) {
            pre[i] = stateTerm[i] + stepTerm[row * hidden + i % hidden];
        }
    }

    /** Adds the gradient by {@code pre} to those by the two terms. */
    static void addGradients(int hidden, double[] dPre, double[] dStateTerm, double[] dStepTerm, int row) {
        for (int i = 0; i < dPre.length; i++) {
            dStateTerm[i] += dPre[i];
            dStepTerm[row * hidden + i % hidden] += dPre[i];
        }
    }
}
