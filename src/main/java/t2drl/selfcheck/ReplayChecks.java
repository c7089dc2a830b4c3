package t2drl.selfcheck;

import java.util.List;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Indices;
import t2drl.kernel.RandomStream;
import t2drl.kernel.ReplayKernels;

/** The replay ring, exactly equal, over several times round the ring. */
final class ReplayChecks {
    private static final int[][] ROWS_WIDTH_CAPACITY = {
        {1, 1, 1}, {1, 2, 7}, {3, 5, 7}, {17, 15, 40}, {67, 23, 67}, {130, 1, 300}, {5, 2, 3}
    };

    private ReplayChecks() {}

    static List<KernelCheck> all() {
        return List.of(new KernelCheck("replay: ring", parity -> {
            for (int[] sizes : ROWS_WIDTH_CAPACITY) {
                ring(parity, sizes[0], sizes[1], sizes[2]);
            }
        }));
    }

    private static void ring(Parity parity, int rows, int width, int capacity) {
        for (long first : new long[] {0, (1L << 40) + 3}) {
            parity.compare("from store " + first, rows + capacity, 0, side -> {
                ReplayKernels kernels = side.device.replay();
                Buffer ring = side.compared(side.normal(capacity * width, 1), capacity * width, 0);
                Indices indexRing = side.indexOutput(capacity);
                Counter stores = side.counter(first);
                Counter draws = side.counter(first);
                Buffer reals = side.device.buffer(rows * width);
                Indices whole = side.device.indices(rows);
                for (int store = 0; store < 8; store++) {
                    reals.write(0, side.normal(rows * width, 1).toArray(), 0, rows * width);
                    kernels.store(rows, width, reals, capacity, stores, ring);
                    whole.write(side.random.ints(rows).toArray());
                    kernels.store(rows, whole, capacity, stores, indexRing);
                    side.device.updates().advance(stores);

                    for (int count : new int[] {1, 3, 64, 67}) {
                        Indices sampled = side.device.indices(count);
                        kernels.sample(new RandomStream(7, 40), draws, rows, capacity, stores, sampled);
                        kernels.gather(sampled, width, ring, side.output(count * width));
                        kernels.gather(sampled, indexRing, side.indexOutput(count));
                        side.device.updates().advance(draws);
                    }
                }
            });
        }
    }
}
