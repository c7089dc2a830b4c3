package t2drl.kernel.cuda;

import static t2drl.kernel.cuda.CudaBuffer.of;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.Counter;
import t2drl.kernel.Indices;
import t2drl.kernel.RandomStream;
import t2drl.kernel.ReplayKernels;

/** The ring of rows (replay.cu). Unlike the host's, {@link #sample} cannot complain of an empty ring: it returns slot 0. */
final class CudaReplay implements ReplayKernels {
    /** Copies of one launch, as many as the kernels have arguments for. */
    private static final int COPIES = 8;

    private final CudaStream stream;

    CudaReplay(CudaStream stream) {
        this.stream = stream;
    }

    @Override
    public void store(int rows, int capacity, Counter stores, RowCopy... copies) {
        for (RowCopy copy : copies) {
            of(copy.from(), rows * copy.width());
            of(copy.to(), capacity * copy.width());
        }
        copyRows("replay_store", rows, copies, rows, capacity, CudaCounter.of(stores));
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
    public void gather(Indices rows, RowCopy... copies) {
        for (RowCopy copy : copies) {
            of(copy.to(), rows.length() * copy.width());
        }
        copyRows("replay_gather", rows.length(), copies, rows.length(), CudaIndices.of(rows));
    }

    @Override
    public void gather(Indices rows, Indices ring, Indices out) {
        int n = rows.length();
        launch("replay_gather_indices", n, n, CudaIndices.of(rows), CudaIndices.of(ring), CudaIndices.of(out, n));
    }

    /** A thread a number of a row of all copies, side by side. */
    private void copyRows(String kernel, int rows, RowCopy[] copies, Object... arguments) {
        for (int from = 0; from < copies.length; from += COPIES) {
            List<RowCopy> some = Arrays.asList(copies).subList(from, Math.min(from + COPIES, copies.length));
            int width = some.stream().mapToInt(RowCopy::width).sum();
            List<@Nullable Object> all = new ArrayList<>(Arrays.asList(arguments));
            all.add(width);
            some.forEach(copy -> Collections.addAll(all, copy.width(), of(copy.from()), of(copy.to())));
            for (int i = some.size(); i < COPIES; i++) {
                Collections.addAll(all, 0, null, null);
            }
            launch(kernel, rows * width, all.toArray());
        }
    }

    private void launch(String kernel, int threads, @Nullable Object... arguments) {
        stream.launch(kernel, Blocks.ofThreads(threads), Blocks.THREADS, arguments);
    }
}
