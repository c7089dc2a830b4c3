package t2drl.policy;

import t2drl.kernel.host.Philox;

/** Standard normal numbers as {@link t2drl.kernel.RandomKernels#normal} defines them, in a stream's own order. */
final class DecisionNoise {
    /** The stream of a chain's noises when acting, as {@code t2drl.agent} numbers it. */
    static final int CHAIN = 34;

    /** The stream of a deterministic actor's noisy copies. */
    static final int COPIES = 40;

    private final int[] words = new int[4];

    /** The first {@code count} numbers of a stream's step, into {@code out} from {@code from} on. */
    void fill(long seed, int stream, long step, int count, float[] out, int from) {
        int end = from + count;
        for (int i = 0; i < count; i += 4) {
            Philox.block(i / 4, step, stream, seed, words);
            pair(words[0], words[1], out, from + i, end);
            pair(words[2], words[3], out, from + i + 2, end);
        }
    }

    private static void pair(int first, int second, float[] out, int at, int end) {
        if (at >= end) {
            return;
        }
        double radius = Math.sqrt(-2 * Math.log(((first >>> 8) + 0.5) * 0x1p-24));
        double angle = 2 * Math.PI * ((second >>> 8) * 0x1p-24);
        out[at] = (float) (radius * Math.cos(angle));
        if (at + 1 < end) {
            out[at + 1] = (float) (radius * Math.sin(angle));
        }
    }
}
