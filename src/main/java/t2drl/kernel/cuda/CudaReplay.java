package t2drl.kernel.cuda;

import static t2drl.kernel.cuda.CudaBuffer.of;

import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Indices;
import t2drl.kernel.RandomStream;
import t2drl.kernel.ReplayKernels;

/** The ring of rows (replay.cu). Unlike the host's, {@link #sample} cannot complain of an empty ring: it returns slot 0. */
final class CudaReplay implements ReplayKernels {
    private final CudaStream stream;

    CudaReplay(CudaStream stream) {
        this.stream = stream;
    }

    @Override
    public void store(int rows, int width, Buffer in, int capacity, Counter stores, Buffer ring) {
        launch(
                "replay_store",
                rows * width,
                rows,
                width,
                of(in, rows * width),
                capacity,
                CudaCounter.of(stores),
                of(ring, capacity * width));
    }

    @Override
    public void store(int rows, Indices in, int capacity, Counter stores, Indices ring) {
        launch(
                "replay_store_indices",
                rows,
                rows,
                CudaIndices.of(in, rows),
                capacity,
                CudaCounter.of(stores),
                CudaIndices.of(ring, capacity));
    }

    @Override
    public void sample(RandomStream random, Counter step, int rowsPerStore, int capacity, Counter stores, Indices out) {
        launch(
                "replay_sample",
                Math.ceilDiv(out.length(), 4),
                random.seed(),
                random.stream(),
                CudaCounter.of(step),
                rowsPerStore,
                capacity,
                CudaCounter.of(stores),
                out.length(),
                CudaIndices.of(out));
    }

    @Override
    public void gather(Indices rows, int width, Buffer ring, Buffer out) {
        int n = rows.length() * width;
        launch("replay_gather", n, n, width, CudaIndices.of(rows), of(ring), of(out, n));
    }

    @Override
    public void gather(Indices rows, Indices ring, Indices out) {
        int n = rows.length();
        launch("replay_gather_indices", n, n, CudaIndices.of(rows), CudaIndices.of(ring), CudaIndices.of(out, n));
    }

    private void launch(String kernel, int threads, Object... arguments) {
        stream.launch(kernel, Blocks.ofThreads(threads), Blocks.THREADS, arguments);
    }
}
