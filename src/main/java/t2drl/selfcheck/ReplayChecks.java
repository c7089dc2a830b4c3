package t2drl.selfcheck;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Indices;
import t2drl.kernel.RandomStream;
import t2drl.kernel.ReplayKernels;
import t2drl.kernel.ReplayKernels.RowCopy;

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
                int[] widths = {width, 1, 3, 2 * width, 1, 2, width + 1, 1, 5, width};
                List<Buffer> rings = new ArrayList<>();
                List<Buffer> reals = new ArrayList<>();
                for (int w : widths) {
                    rings.add(side.compared(side.normal(capacity * w, 1), capacity * w, 0));
                    reals.add(side.device.buffer(rows * w));
                }
                Indices indexRing = side.indexOutput(capacity);
                Counter stores = side.counter(first);
                Counter draws = side.counter(first);
                Indices whole = side.device.indices(rows);
                for (int store = 0; store < 8; store++) {
                    for (Buffer buffer : reals) {
                        int n = buffer.length();
                        buffer.write(0, side.normal(n, 1).toArray(), 0, n);
                    }
                    // One ring, and more than a kernel may take at once.
                    for (int k : new int[] {1, widths.length}) {
                        kernels.store(rows, capacity, stores, copies(k, widths, reals, rings));
                    }
                    whole.write(side.random.ints(rows).toArray());
                    kernels.store(rows, whole, capacity, stores, indexRing);
                    side.device.updates().advance(stores);

                    for (int count : new int[] {1, 3, 64, 67}) {
                        Indices sampled = side.device.indices(count);
                        kernels.sample(new RandomStream(7, 40), draws, rows, capacity, stores, sampled);
                        for (int k : new int[] {1, widths.length}) {
                            List<Buffer> out = IntStream.range(0, k)
                                    .mapToObj(i -> side.output(count * widths[i]))
                                    .toList();
                            kernels.gather(sampled, copies(k, widths, rings, out));
                        }
                        kernels.gather(sampled, indexRing, side.indexOutput(count));
                        side.device.updates().advance(draws);
                    }
                }
            });
        }
    }

    private static RowCopy[] copies(int count, int[] widths, List<Buffer> from, List<Buffer> to) {
        return IntStream.range(0, count)
                .mapToObj(i -> new RowCopy(widths[i], from.get(i), to.get(i)))
                .toArray(RowCopy[]::new);
    }
}
