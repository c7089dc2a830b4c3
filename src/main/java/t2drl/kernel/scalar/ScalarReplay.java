package t2drl.kernel.scalar;

import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Indices;
import t2drl.kernel.RandomStream;
import t2drl.kernel.ReplayKernels;
import t2drl.kernel.host.HostCounter;
import t2drl.kernel.host.OpStream;
import t2drl.kernel.host.Philox;

/** The ring of rows. */
final class ScalarReplay implements ReplayKernels {
    private final OpStream ops;

    ScalarReplay(OpStream ops) {
        this.ops = ops;
    }

    @Override
    public void store(int rows, int capacity, Counter stores, RowCopy... copies) {
        for (RowCopy copy : copies) {
            store(rows, copy.width(), copy.from(), capacity, stores, copy.to());
        }
    }

    private void store(int rows, int width, Buffer in, int capacity, Counter stores, Buffer ring) {
        double[] from = Memory.of(in, rows * width);
        double[] to = Memory.of(ring, capacity * width);
        HostCounter count = Memory.of(stores);
        ops.submit(() -> {
            for (int i = 0; i < rows; i++) {
                System.arraycopy(from, i * width, to, slot(count.value, rows, i, capacity) * width, width);
            }
        });
    }

    @Override
    public void store(int rows, Indices in, int capacity, Counter stores, Indices ring) {
        int[] from = Memory.of(in, rows);
        int[] to = Memory.of(ring, capacity);
        HostCounter count = Memory.of(stores);
        ops.submit(() -> {
            for (int i = 0; i < rows; i++) {
                to[slot(count.value, rows, i, capacity)] = from[i];
            }
        });
    }

    private static int slot(long stores, int rows, int row, int capacity) {
        return (int) ((stores * rows + row) % capacity);
    }

    @Override
    public void sample(RandomStream stream, Counter step, int rowsPerStore, int capacity, Counter stores, Indices out) {
        int[] slots = Memory.of(out, 0);
        HostCounter drawn = Memory.of(step);
        HostCounter stored = Memory.of(stores);
        int[] words = new int[4];
        ops.submit(() -> {
            long filled = Math.min(stored.value * rowsPerStore, capacity);
            if (filled == 0) {
                throw new IllegalStateException("nothing has been stored yet, so there is nothing to sample");
            }
            for (int i = 0; i < slots.length; i++) {
                if (i % 4 == 0) {
                    Philox.block(i / 4, drawn.value, stream.stream(), stream.seed(), words);
                }
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
        int[] slots = Memory.of(rows, 0);
        double[] from = Memory.of(ring);
        double[] to = Memory.of(out, slots.length * width);
        ops.submit(() -> {
            for (int i = 0; i < slots.length; i++) {
                System.arraycopy(from, slots[i] * width, to, i * width, width);
            }
        });
    }

    @Override
    public void gather(Indices rows, Indices ring, Indices out) {
        int[] slots = Memory.of(rows, 0);
        int[] from = Memory.of(ring, 0);
        int[] to = Memory.of(out, slots.length);
        ops.submit(() -> {
            for (int i = 0; i < slots.length; i++) {
                to[i] = from[slots[i]];
            }
        });
    }
}
