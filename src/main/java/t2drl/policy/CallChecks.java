package t2drl.policy;

import t2drl.kernel.PolicyKernels;

/** Whether the arrays of a call fit together and hold what they may; faults are {@link IllegalArgumentException}s of one sentence. */
final class CallChecks {
    private static final int FEATURES = DecisionEngine.FEATURES;

    private CallChecks() {}

    static IllegalArgumentException fault(String sentence, Object... numbers) {
        return new IllegalArgumentException(sentence.formatted(numbers));
    }

    static void require(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalArgumentException(fault);
        }
    }

    static void requireQuantities(int n, double[] gainDb, double[] inputBits, double[] outputBits, int[] model) {
        require(
                gainDb.length == n && inputBits.length == n && outputBits.length == n && model.length == n,
                "gain_db, input_bits, output_bits and model should have one number for each user");
    }

    static void requireFeatures(PolicyKernels kernels, int n, float[] state, float[] hit, float[] a3) {
        require(state.length == n * FEATURES, "state should have 14 features for each user");
        require(hit.length == n && a3.length == n, "hit and a3 should have one number for each user");
        require(kernels.finite(state, 0, n * FEATURES), "state holds a number that is not finite");
        for (float h : hit) {
            require(h == 0 || h == 1, "hit holds a number that is neither 0 nor 1");
        }
        for (float steps : a3) {
            require(
                    steps > 0 && steps < Float.POSITIVE_INFINITY,
                    "a3 holds a number that is not above 0 or not finite");
        }
    }

    static void requireOutputs(int n, float[] bandwidth, float[] compute) {
        require(
                bandwidth.length == n && compute.length == n,
                "bandwidth and compute should have one number for each user");
    }
}
