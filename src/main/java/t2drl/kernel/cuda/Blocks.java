package t2drl.kernel.cuda;

/** The grids of kernels that have no need of a special one: blocks of {@link #THREADS} threads. */
final class Blocks {
    static final int THREADS = 256;
    static final int WARP = 32;

    private Blocks() {}

    /** Blocks for one thread an item. */
    static int ofThreads(int items) {
        return Math.ceilDiv(items, THREADS);
    }

    /** Blocks for one warp an item. */
    static int ofWarps(int items) {
        return Math.ceilDiv(items, THREADS / WARP);
    }
}
