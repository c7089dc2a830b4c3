package t2drl.agent;

/** Arithmetic of replay rings (see {@link t2drl.kernel.ReplayKernels}). */
final class Rings {
    private Rings() {}

    /** Numbers at the start of a ring of {@code length} numbers in {@code capacity} rows that {@code stores} stores of {@code rows} rows have written. */
    static int filled(int length, int capacity, int rows, long stores) {
        return (int) (Math.min(capacity, rows * stores) * (length / capacity));
    }
}
