package t2drl.policy;

/** How an engine chooses an action: without randomness, by one random sample, or the best of several candidates, of which the first is without randomness. */
record Choice(boolean sampled, long seed, int candidates) {
    static final Choice WITHOUT_RANDOMNESS = new Choice(false, 0, 1);

    static Choice sample(long seed) {
        return new Choice(true, seed, 1);
    }

    static Choice best(int candidates, long seed) {
        if (candidates < 1 || candidates > DecisionEngine.MOST_CANDIDATES) {
            throw new IllegalArgumentException(
                    "candidates is %d but must be 1 to %d".formatted(candidates, DecisionEngine.MOST_CANDIDATES));
        }
        return new Choice(false, seed, candidates);
    }
}
