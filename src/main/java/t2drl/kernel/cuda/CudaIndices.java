package t2drl.kernel.cuda;

import java.util.Objects;
import t2drl.kernel.Indices;

/** Integers in device memory. */
final class CudaIndices implements Indices, DeviceMemory {
    private final DevicePointer pointer;
    private final int length;
    private final Staging staging;

    CudaIndices(DevicePointer pointer, int length, Staging staging) {
        this.pointer = pointer;
        this.length = length;
        this.staging = staging;
    }

    /** {@code indices} as this backend's. */
    static CudaIndices of(Indices indices) {
        if (!(indices instanceof CudaIndices own)) {
            throw new IllegalArgumentException("the indices belong to another device");
        }
        return own;
    }

    /** {@code indices} as this backend's, at least {@code needed} long. */
    static CudaIndices of(Indices indices, int needed) {
        CudaIndices own = of(indices);
        DeviceMemory.requireLength(own.length, needed);
        return own;
    }

    @Override
    public DevicePointer pointer() {
        return pointer;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public void write(int at, int[] source, int from, int count) {
        Objects.checkFromIndexSize(from, count, source.length);
        staging.write(
                place(at, count),
                Integer.BYTES,
                count,
                (host, first, n) -> host.asIntBuffer().put(source, from + first, n));
    }

    @Override
    public void read(int at, int[] target, int to, int count) {
        Objects.checkFromIndexSize(to, count, target.length);
        staging.read(
                place(at, count),
                Integer.BYTES,
                count,
                (host, first, n) -> host.asIntBuffer().get(target, to + first, n));
    }

    private DevicePointer place(int at, int count) {
        Objects.checkFromIndexSize(at, count, length);
        return pointer.plus((long) at * Integer.BYTES);
    }
}
