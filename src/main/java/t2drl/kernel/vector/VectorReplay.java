package t2drl.kernel.vector;

import static t2drl.kernel.vector.FloatBlock.of;

import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Indices;
import t2drl.kernel.RandomStream;
import t2drl.kernel.ReplayKernels;
import t2drl.kernel.host.HostCounter;
import t2drl.kernel.host.HostIndices;
import t2drl.kernel.host.OpStream;
import t2drl.kernel.host.Philox;

/** The replay ring in heap arrays. */
final class VectorReplay implements ReplayKernels {
    private final OpStream stream;

    VectorReplay(OpStream stream) {
        this.stream = stream;
    }

    @Override
    public void store(int rows, int capacity, Counter stores, RowCopy... copies) {
        for (RowCopy copy : copies) {
            store(rows, copy.width(), copy.from(), capacity, stores, copy.to());
        }
    }

    private void store(int rows, int width, Buffer in, int capacity, Counter stores, Buffer ring) {
        stream.submit(() -> {
            long first = ((HostCounter) stores).value * rows;
            for (int r = 0; r < rows; r++) {
                int slot = (int) ((first + r) % capacity);
                System.arraycopy(of(in), r * width, of(ring), slot * width, width);
            }
        });
    }

    @Override
    public void store(int rows, Indices in, int capacity, Counter stores, Indices ring) {
        stream.submit(() -> {
            long first = ((HostCounter) stores).value * rows;
            for (int r = 0; r < rows; r++) {
                data(ring)[(int) ((first + r) % capacity)] = data(in)[r];
            }
        });
    }

    @Override
    public void sample(RandomStream random, Counter step, int rowsPerStore, int capacity, Counter stores, Indices out) {
        int[] words = new int[4];
        stream.submit(() -> {
            long filled = Math.min(((HostCounter) stores).value * rowsPerStore, capacity);
            int[] slots = data(out);
            for (int i = 0; i < slots.length; i++) {
                if (i % 4 == 0) {
                    Philox.block(i / 4, ((HostCounter) step).value, random.stream(), random.seed(), words);
                }
                // floor(u * filled) with u = word * 2^-24, exactly
                slots[i] = (int) (((words[i % 4] >>> 8) * filled) >>> 24);
            }
        });
    }

    @Override
    public void gather(Indices rows, RowCopy... copies) {
        for (RowCopy copy : copies) {
            gather(rows, copy.width(), copy.from(), copy.to());
        }
    }

    private void gather(Indices rows, int width, Buffer ring, Buffer out) {
        stream.submit(() -> {
            int[] slots = data(rows);
            for (int i = 0; i < slots.length; i++) {
                System.arraycopy(of(ring), slots[i] * width, of(out), i * width, width);
            }
        });
    }

    @Override
    public void gather(Indices rows, Indices ring, Indices out) {
        stream.submit(() -> {
            int[] slots = data(rows);
            for (int i = 0; i < slots.length; i++) {
                data(out)[i] = data(ring)[slots[i]];
            }
        });
    }

    private static int[] data(Indices indices) {
        return ((HostIndices) indices).data;
    }
}
