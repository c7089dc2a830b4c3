package t2drl.kernel;

/**
 * A stream of counter-based random numbers (Philox 4x32-10): element {@code i} at step {@code t} depends on {@code (seed,
 * stream, t, i)} alone, so every backend draws the same numbers, whatever the size of the call. Key: low and high word of
 * the seed. Counter words: {@code i / 4}, low word of {@code t}, high word of {@code t}, {@code stream}; element {@code i} takes
 * output word {@code i % 4}.
 */
public record RandomStream(long seed, int stream) {}
