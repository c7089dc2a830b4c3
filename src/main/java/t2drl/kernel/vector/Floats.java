package t2drl.kernel.vector;

/**
 * Numbers in a heap array, from {@code at} on, 0 at first. They start on a cache line, so that no vector lies across two, which would make products slower by 5 to 20%.
 *
 * <p>Arrays start anywhere and may be moved. But G1 keeps one that fills more than half of a region at the start of a region of its own, so that its numbers start 16 bytes
 * behind the start of a line. Small runs share such arrays. With other collectors where a line starts is a matter of luck.
 */
record Floats(float[] data, int at, int length) {
    private static final int LINE = 16;
    /** The first of an array's numbers on a line of its own: 16 bytes, in which its class and length are, lie before it. */
    private static final int START = LINE - 4;
    /** G1's regions are at most a 2,048th of the heap, 1 MiB at least. */
    private static final int SHARED = Math.toIntExact(Math.max(
                    1 << 20, Math.min(32 << 20, Runtime.getRuntime().maxMemory() / 2048))
            / Float.BYTES);

    private static float[] shared = {};
    private static int next;

    /** {@code length} numbers. */
    static synchronized Floats of(int length) {
        if (length > SHARED / 4) {
            return new Floats(new float[Math.addExact(START, length)], START, length);
        }
        if (next + length > shared.length) {
            shared = new float[SHARED];
            next = START;
        }
        Floats floats = new Floats(shared, next, length);
        next += (length + LINE - 1) / LINE * LINE;
        return floats;
    }
}
