package t2drl.edge;

/**
 * What one slot asks of the allocator, each array {@code [U]}: the requested model phi, whether it is cached, input and
 * output size in bits, gain g of the channel. The arrays are there to be filled again.
 */
public record Slot(int[] model, boolean[] hit, double[] inputBits, double[] outputBits, double[] gain) {

    /** An empty slot for this many users. */
    public static Slot ofUsers(int users) {
        return new Slot(new int[users], new boolean[users], new double[users], new double[users], new double[users]);
    }

    /** Sets which users are hits under a cached set, given as a bit mask. */
    public void cache(int mask) {
        for (int u = 0; u < model.length; u++) {
            hit[u] = CacheSets.contains(mask, model[u]);
        }
    }
}
