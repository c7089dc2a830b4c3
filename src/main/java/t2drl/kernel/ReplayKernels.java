package t2drl.kernel;

/** A ring of rows in device memory: store call {@code t} (a counter) of {@code rows} rows fills slots {@code (t * rows + i) % capacity}. */
public interface ReplayKernels {
    /** {@code in [rows, width]} into {@code ring [capacity, width]}. The counter is not advanced here. */
    void store(int rows, int width, Buffer in, int capacity, Counter stores, Buffer ring);

    void store(int rows, Indices in, int capacity, Counter stores, Indices ring);

    /**
     * Uniform slots among those filled, {@code floor(u * min(stores * rowsPerStore, capacity))}: {@code u} is element {@code i} of
     * {@code stream} at {@code step}. At least one row must have been stored.
     */
    void sample(RandomStream stream, Counter step, int rowsPerStore, int capacity, Counter stores, Indices out);

    /** Row {@code rows[i]} of {@code ring [., width]} to row {@code i} of {@code out}. */
    void gather(Indices rows, int width, Buffer ring, Buffer out);

    void gather(Indices rows, Indices ring, Indices out);
}
