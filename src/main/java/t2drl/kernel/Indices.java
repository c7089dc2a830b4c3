package t2drl.kernel;

/** A fixed block of device memory that holds 32-bit integers: actions, requested models, replay rows. */
public interface Indices {
    int length();

    void write(int at, int[] source, int from, int count);

    void read(int at, int[] target, int to, int count);

    default void write(int... source) {
        write(0, source, 0, source.length);
    }

    default int[] toArray() {
        int[] copy = new int[length()];
        read(0, copy, 0, copy.length);
        return copy;
    }
}
