package t2drl.policy;

import static t2drl.policy.CallChecks.require;

/** Quantities of a cell as the features that networks see; faults are {@link IllegalArgumentException}s of one sentence. */
record Observation(PolicyScenario scenario) {
    private static final int FEATURES = DecisionEngine.FEATURES;
    private static final double MOST_DECIBEL = 500;

    /** Fills in the features of one cell, which is {@code users} numbers of the arrays from {@code from} on, as rows {@code to} and following. */
    void write(
            DecisionMemory memory,
            int to,
            int users,
            int from,
            double[] gainDb,
            double[] inputBits,
            double[] outputBits,
            int[] model,
            int cached) {
        requireSet(cached);
        int models = scenario.models();
        for (int u = 0; u < users; u++) {
            int i = from + u;
            int m = model[i];
            double db = gainDb[i];
            double in = inputBits[i];
            double out = outputBits[i];
            require(m >= 0 && m < models, "model holds a model that does not exist");
            require(db >= -MOST_DECIBEL && db <= MOST_DECIBEL, "gain_db holds a number that is not from -500 to 500");
            require(
                    in > 0 && in < Double.POSITIVE_INFINITY,
                    "input_bits holds a number that is not above 0 or not finite");
            require(
                    out > 0 && out < Double.POSITIVE_INFINITY,
                    "output_bits holds a number that is not above 0 or not finite");
            int hit = cached >>> m & 1;
            scenario.features().write(users, m, hit, Math.pow(10, db / 10), in, out, memory.features, 0);
            for (int k = 0; k < FEATURES; k++) {
                memory.state[(to + u) * FEATURES + k] = (float) memory.features[k];
            }
            memory.hit[to + u] = hit;
            memory.a3[to + u] = (float) scenario.features().a3()[m];
        }
    }

    void requireSet(int cached) {
        require(cached >= 0 && cached >>> scenario.models() == 0, "cached holds a model that does not exist");
    }
}
