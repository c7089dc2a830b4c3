package t2drl.policy;

import static t2drl.policy.CallChecks.fault;

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
            if (m < 0 || m >= models) {
                throw fault("model[%d] is %d, but models are 0 to %d", i, m, models - 1);
            }
            if (!(db >= -MOST_DECIBEL && db <= MOST_DECIBEL)) {
                throw fault("gain_db[%d] is %s, but should be from -500 to 500", i, db);
            }
            requireBits("input_bits", i, in);
            requireBits("output_bits", i, out);
            int hit = cached >>> m & 1;
            scenario.features().write(users, m, hit, Math.pow(10, db / 10), in, out, memory.features, 0);
            for (int k = 0; k < FEATURES; k++) {
                memory.state[(to + u) * FEATURES + k] = (float) memory.features[k];
            }
            memory.hit[to + u] = hit;
            memory.a3[to + u] = (float) scenario.features().a3()[m];
        }
    }

    private static void requireBits(String name, int i, double bits) {
        if (!(bits > 0 && bits < Double.POSITIVE_INFINITY)) {
            throw fault("%s[%d] is %s, but should be above 0 and finite", name, i, bits);
        }
    }

    void requireSet(int cached) {
        int models = scenario.models();
        if (cached < 0 || cached >>> models != 0) {
            throw fault("cached has a model that does not exist: models are 0 to %d", models - 1);
        }
    }
}
