package t2drl.kernel.cuda;

import java.util.function.ToIntBiFunction;

/**
 * How the kernels of shared_layers.cuh go over the cells: {@code blocks} blocks of {@link #THREADS} threads, each taking {@code group} cells at a time,
 * with what they work on in shared memory where it fits, else in a scratch in global memory.
 */
final class SharedBlocks {
    private static final int THREADS = 256;

    /** Rows that a block can take at a time: 16 x 16 threads with squares of 4 x 4 results. */
    private static final int MOST_ROWS = 64;

    /** Blocks for each multiprocessor where all is in global memory. */
    private static final int BLOCKS_IN_GLOBAL_MEMORY = 4;

    private final CudaStream stream;
    private final String form;
    final int group;
    final int blocks;
    private final int sharedBytes;
    final int scratchSize;
    final CudaBuffer scratch;

    /** {@code memory} says what one block takes for a number of cells at a time. */
    SharedBlocks(
            CudaStream stream, CudaDevice device, int cells, int users, ToIntBiFunction<BlockMemory, Integer> memory) {
        this.stream = stream;
        int processors = device.multiprocessors();
        int most = Math.clamp(Math.ceilDiv(cells, processors), 1, Math.max(1, MOST_ROWS / users));
        int cellsAtOnce = most;
        int limit = device.sharedBytesPerBlock();
        while (cellsAtOnce > 1 && bytes(memory, true, cellsAtOnce) > limit) {
            cellsAtOnce--;
        }
        long shared = bytes(memory, true, cellsAtOnce);
        boolean fits = shared <= limit;
        form = !fits ? "any" : device.tf32() ? "fitting_tf32" : "fitting";
        group = fits ? cellsAtOnce : most;
        int resident = processors * (fits ? (int) (limit / shared) : BLOCKS_IN_GLOBAL_MEMORY);
        blocks = Math.min(Math.ceilDiv(cells, group), resident);
        sharedBytes = fits ? (int) shared : 0;
        scratchSize = fits ? 0 : memory.applyAsInt(new BlockMemory(false), group);
        scratch = CudaBuffer.of(device.buffer(Math.multiplyExact(blocks, scratchSize)));
    }

    private static long bytes(ToIntBiFunction<BlockMemory, Integer> memory, boolean shared, int group) {
        return (long) memory.applyAsInt(new BlockMemory(shared), group) * Float.BYTES;
    }

    void launch(String kernel, Object... arguments) {
        stream.launch(kernel + "_" + form, new Grid(blocks, 1, THREADS, sharedBytes), arguments);
    }

    /** Counts what a block takes, as BlockMemory in shared_layers.cuh does. */
    static final class BlockMemory {
        private final boolean shared;
        private int floats;

        BlockMemory(boolean shared) {
            this.shared = shared;
        }

        int floats() {
            return floats;
        }

        void take(int rows, int width) {
            take(rows, width, 1);
        }

        /** {@code count} tiles with rows of {@code width} numbers, padded. */
        void tiles(int count, int rows, int width) {
            take(rows, shared ? padded(width) : width, count);
        }

        /** {@code count} matrices of weights; where nothing is in shared memory they are read in place. */
        void weights(int count, int rows, int columns) {
            if (shared) {
                take(Math.ceilDiv(rows, 4) * 4, padded(columns), count);
            }
        }

        /** What the layers after the first take. */
        void layers(int group, int hidden, int outputs) {
            weights(4, hidden, hidden);
            weights(1, outputs, hidden);
            tiles(2, group, hidden);
        }

        private void take(int rows, int stride, int count) {
            floats = Math.addExact(
                    floats, Math.multiplyExact(count, Math.ceilDiv(Math.multiplyExact(rows, stride), 4) * 4));
        }

        private static int padded(int width) {
            int quads = Math.ceilDiv(width, 4);
            return 4 * (quads % 2 == 0 ? quads + 1 : quads);
        }
    }
}
