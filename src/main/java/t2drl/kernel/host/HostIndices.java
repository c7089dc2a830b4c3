package t2drl.kernel.host;

import t2drl.kernel.Indices;

/** Integers in an array on the Java heap, as the host backends hold them. */
public final class HostIndices implements Indices {
    /** The integers themselves, for kernels. */
    public final int[] data;

    private final OpStream ops;

    public HostIndices(OpStream ops, int length) {
        this.ops = ops;
        this.data = new int[length];
    }

    @Override
    public int length() {
        return data.length;
    }

    @Override
    public void write(int at, int[] source, int from, int count) {
        ops.requireIdle();
        System.arraycopy(source, from, data, at, count);
    }

    @Override
    public void read(int at, int[] target, int to, int count) {
        ops.requireIdle();
        System.arraycopy(data, at, target, to, count);
    }
}
