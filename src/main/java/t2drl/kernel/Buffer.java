package t2drl.kernel;

/**
 * A fixed block of device memory that holds real numbers in the device's own precision (double on {@code scalar}, float
 * elsewhere). Reading and writing wait for the device; they are for set-up, results and tests, never for a training loop.
 */
public interface Buffer {
    int length();

    /** Copies {@code count} numbers of {@code source} into this buffer, starting at element {@code at}. */
    void write(int at, double[] source, int from, int count);

    /** Copies {@code count} numbers of {@code source} into this buffer, starting at element {@code at}. */
    void write(int at, float[] source, int from, int count);

    /** Copies {@code count} numbers, starting at element {@code at}, into {@code target}. */
    void read(int at, double[] target, int to, int count);

    /** Copies {@code count} numbers, starting at element {@code at}, into {@code target}. */
    void read(int at, float[] target, int to, int count);

    default void write(double... source) {
        write(0, source, 0, source.length);
    }

    default double[] toArray() {
        double[] copy = new double[length()];
        read(0, copy, 0, copy.length);
        return copy;
    }

    /** The square root of the sum of all numbers' squares. */
    default double norm() {
        double sum = 0;
        for (double value : toArray()) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    default double get(int at) {
        double[] one = new double[1];
        read(at, one, 0, 1);
        return one[0];
    }
}
