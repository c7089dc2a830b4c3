package t2drl.kernel.vector;

/** Scratch for what does not fill whole vectors: masked vectors are not compiled well everywhere, padded copies are. */
final class Padding {
    private static final ThreadLocal<float[]> SCRATCH = ThreadLocal.withInitial(() -> new float[0]);

    private static final ThreadLocal<Floats> LINES = ThreadLocal.withInitial(() -> Floats.of(0));
    private static final int SMALLEST = 1 << 13;

    private Padding() {}

    /** This thread's scratch, with any contents; it grows to the largest size asked for and is then kept. */
    static float[] atLeast(int size) {
        float[] scratch = SCRATCH.get();
        if (scratch.length < size) {
            scratch = new float[size];
            SCRATCH.set(scratch);
        }
        return scratch;
    }

    /** The same of another scratch, whose first number starts a cache line. */
    static Floats lines(int size) {
        Floats scratch = LINES.get();
        if (scratch.length() < size) {
            scratch = Floats.of(Math.max(SMALLEST, size));
            LINES.set(scratch);
        }
        return scratch;
    }
}
