package t2drl.kernel.scalar;

import t2drl.kernel.Buffer;
import t2drl.kernel.host.OpStream;

/** Doubles in an array on the Java heap. */
final class ScalarBuffer implements Buffer {
    final double[] data;
    private final OpStream ops;

    ScalarBuffer(OpStream ops, int length) {
        this.ops = ops;
        this.data = new double[length];
    }

    @Override
    public int length() {
        return data.length;
    }

    @Override
    public void write(int at, double[] source, int from, int count) {
        ops.requireIdle();
        System.arraycopy(source, from, data, at, count);
    }

    @Override
    public void write(int at, float[] source, int from, int count) {
        ops.requireIdle();
        for (int i = 0; i < count; i++) {
            data[at + i] = source[from + i];
        }
    }

    @Override
    public void read(int at, double[] target, int to, int count) {
        ops.requireIdle();
        System.arraycopy(data, at, target, to, count);
    }

    @Override
    public void read(int at, float[] target, int to, int count) {
        ops.requireIdle();
        for (int i = 0; i < count; i++) {
            target[to + i] = (float) data[at + i];
        }
    }
}
