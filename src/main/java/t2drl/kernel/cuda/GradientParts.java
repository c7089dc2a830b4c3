package t2drl.kernel.cuda;

/**
 * The gradients of a network's parameters as sums over {@link #count} parts of the rows, which are added up in order: no atomic operations, so
 * every run gives the same bits.
 */
final class GradientParts {
    /** For many rows: with the eight tall tiles of a 256 x 256 layer, two blocks for each of the 132 multiprocessors of a large GPU. */
    private static final int MOST_PARTS = 33;

    private static final int ROWS_FOR_MOST = 8192;

    /** For fewer rows: 256 blocks of the middle tile, as long as each has a slice to do. */
    private static final int PARTS = 16;

    private static final int LEAST_ROWS = 16;

    private final CudaStream stream;
    final CudaBuffer parts;
    final int size;
    final int count;

    /** For the gradients of {@code size} parameters over {@code segments} times {@code rows} rows; no part is in two segments. */
    GradientParts(CudaStream stream, CudaDevice device, int size, int segments, int rows) {
        this(stream, device, size, segments * Math.max(1, wanted(segments * rows) / segments));
    }

    private static int wanted(int rows) {
        return rows >= ROWS_FOR_MOST ? MOST_PARTS : Math.min(PARTS, Math.ceilDiv(rows, LEAST_ROWS));
    }

    /** For the gradients of {@code size} parameters in {@code count} parts. */
    GradientParts(CudaStream stream, CudaDevice device, int size, int count) {
        this.stream = stream;
        this.size = size;
        this.count = count;
        parts = CudaBuffer.of(device.buffer(Math.multiplyExact(count, size)));
    }

    void sum(CudaBuffer gradients) {
        stream.launch("sum_parts", Math.ceilDiv(size, Blocks.WARP), Blocks.THREADS, parts, size, count, gradients);
    }
}
