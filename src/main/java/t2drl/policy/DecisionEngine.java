package t2drl.policy;

/**
 * Decisions of a trained policy; {@code docs/policy.md} has names, units and shapes exactly. All arrays are the caller's; any number of threads may call at once. A wrong length, a
 * number that is not finite or out of range is an {@link IllegalArgumentException} with one sentence.
 */
public interface DecisionEngine extends AutoCloseable {
    /** Features of a user. */
    int FEATURES = 14;

    /** Most candidates of {@link #bestOf}. */
    int MOST_CANDIDATES = 1024;

    /** The same policy, deciding by one random sample; closing either closes both. */
    DecisionEngine sampled(long seed);

    /** The same policy, letting its critic choose among {@code candidates}, 1 to {@value #MOST_CANDIDATES}: the decision without randomness, and samples; closing either closes both. */
    DecisionEngine bestOf(int candidates, long seed);

    /** M. */
    int models();

    /** J. */
    int popularityStates();

    /** Most users of a cell; {@link #minUsers} of them at least. */
    int maxUsers();

    /** 1, or the only number of users that the policy decides for. */
    int minUsers();

    /** Whether sets are chosen by last frame's requests, and not by the popularity state. */
    boolean observesRequests();

    /**
     * Allocates one slot in {@code cells} cells of {@code users} users each.
     *
     * @param gainDb channel gain, dB, {@code [cells, users]}
     * @param inputBits {@code [cells, users]}
     * @param outputBits {@code [cells, users]}
     * @param model requested models from 0, {@code [cells, users]}
     * @param cached cached sets as bit masks, {@code [cells]}
     * @param draw number of the first cell's random draw; ignored by engines that draw nothing
     * @param bandwidth shares of the bandwidth, out, {@code [cells, users]}
     * @param compute shares of the denoising steps, out, {@code [cells, users]}
     */
    void decide(
            int cells,
            int users,
            double[] gainDb,
            double[] inputBits,
            double[] outputBits,
            int[] model,
            int[] cached,
            long draw,
            float[] bandwidth,
            float[] compute);

    /**
     * The same from features: {@code state [cells, users, 14]}, {@code hit [cells, users]} (0 or 1), {@code a3 [cells, users]}, the steps at which the requested models' quality
     * is best.
     */
    void decideFromFeatures(
            int cells,
            int users,
            float[] state,
            float[] hit,
            float[] a3,
            long draw,
            float[] bandwidth,
            float[] compute);

    /** The set to cache in a popularity state, from 0, as a bit mask. */
    int cacheForPopularity(int state);

    /** The set to cache after a frame in which model {@code m} was requested {@code requests[m]} times, {@code cached} being the set cached now. */
    int cacheForRequests(double[] requests, int cached);

    @Override
    void close();
}
