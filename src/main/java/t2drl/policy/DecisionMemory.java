package t2drl.policy;

import t2drl.kernel.PolicyKernels;

/** What one thread needs for its decisions. It grows to the largest call and is then kept. */
final class DecisionMemory {
    private static final int FEATURES = DecisionEngine.FEATURES;

    final PolicyKernels kernels;
    final DecisionNoise noise = new DecisionNoise();
    final int[] cached = new int[1];
    final double[] features = new double[FEATURES];
    float[] state = {};
    float[] hit = {};
    float[] a3 = {};
    float[] normal = {};
    float[] action = {};
    float[] b = {};
    float[] f = {};
    float[] xi = {};
    float[] level = {};
    float[] value = {};
    float[] candidateState = {};
    float[] candidateHit = {};
    float[] candidateA3 = {};
    float[] cacheState = {};
    float[] cacheValue = {};

    DecisionMemory(PolicyKernels kernels) {
        this.kernels = kernels;
    }

    void ensureCells(int cells, int users) {
        int rows = cells * users;
        state = atLeast(state, rows * FEATURES);
        hit = atLeast(hit, rows);
        a3 = atLeast(a3, rows);
        action = atLeast(action, 2 * rows);
        b = atLeast(b, rows);
        f = atLeast(f, rows);
        xi = atLeast(xi, rows);
        level = atLeast(level, cells);
        value = atLeast(value, cells);
    }

    void ensureNormal(int count) {
        normal = atLeast(normal, count);
    }

    void ensureSets(int inputs, int sets) {
        cacheState = atLeast(cacheState, inputs);
        cacheValue = atLeast(cacheValue, sets);
    }

    /** Cell {@code c}'s features, {@code n} times, as candidates. */
    void repeat(int c, int users, int n) {
        candidateState = atLeast(candidateState, n * users * FEATURES);
        candidateHit = atLeast(candidateHit, n * users);
        candidateA3 = atLeast(candidateA3, n * users);
        for (int k = 0; k < n; k++) {
            System.arraycopy(state, c * users * FEATURES, candidateState, k * users * FEATURES, users * FEATURES);
            System.arraycopy(hit, c * users, candidateHit, k * users, users);
            System.arraycopy(a3, c * users, candidateA3, k * users, users);
        }
    }

    private static float[] atLeast(float[] block, int length) {
        return block.length >= length ? block : new float[length];
    }
}
