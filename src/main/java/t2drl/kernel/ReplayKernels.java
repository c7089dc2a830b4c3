package t2drl.kernel;

/** A ring of rows in device memory: store call {@code t} (a counter) of {@code rows} rows fills slots {@code (t * rows + i) % capacity}. */
public interface ReplayKernels {
    /** One of several rings that are filled or read together: rows of {@code width} numbers go {@code from} one buffer {@code to} another. */
    record RowCopy(int width, Buffer from, Buffer to) {}

    /** Of every copy {@code from [rows, width]} into the ring {@code to [capacity, width]}. The counter is not advanced here. */
    void store(int rows, int capacity, Counter stores, RowCopy... copies);

    void store(int rows, Indices in, int capacity, Counter stores, Indices ring);

    /**
     * Uniform slots among those filled, {@code floor(u * min(stores * rowsPerStore, capacity))}: {@code u} is element {@code i} of
     * {@code stream} at {@code step}. At least one row must have been stored.
     */
    void sample(RandomStream stream, Counter step, int rowsPerStore, int capacity, Counter stores, Indices out);

    /** Of every copy row {@code rows[i]} of the ring {@code from [., width]} to row {@code i} of {@code to}. */
    void gather(Indices rows, RowCopy... copies);

    void gather(Indices rows, Indices ring, Indices out);
}
