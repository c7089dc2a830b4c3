package t2drl.kernel.vector;

import t2drl.kernel.Buffer;
import t2drl.kernel.host.OpStream;

/** Device memory of the vector backend: a heap array, which the Vector API reads faster than a segment. */
final class FloatBlock implements Buffer {
    final float[] data;
    private final OpStream stream;

    FloatBlock(int length, OpStream stream) {
        this.data = new float[length];
        this.stream = stream;
    }

    static float[] of(Buffer buffer) {
        return ((FloatBlock) buffer).data;
    }

    @Override
    public int length() {
        return data.length;
    }

    @Override
    public void write(int at, double[] source, int from, int count) {
        stream.requireIdle();
        for (int i = 0; i < count; i++) {
            data[at + i] = (float) source[from + i];
        }
    }

    @Override
    public void write(int at, float[] source, int from, int count) {
        stream.requireIdle();
        System.arraycopy(source, from, data, at, count);
    }

    @Override
    public void read(int at, double[] target, int to, int count) {
        stream.requireIdle();
        for (int i = 0; i < count; i++) {
            target[to + i] = data[at + i];
        }
    }

    @Override
    public void read(int at, float[] target, int to, int count) {
        stream.requireIdle();
        System.arraycopy(data, at, target, to, count);
    }
}
