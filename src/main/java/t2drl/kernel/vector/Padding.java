package t2drl.kernel.vector;

/** Scratch for what does not fill whole vectors: masked vectors are not compiled well everywhere, padded copies are. */
final class Padding {
    private static final ThreadLocal<float[]> SCRATCH = ThreadLocal.withInitial(() -> new float[0]);

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
}
