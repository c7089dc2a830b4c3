package t2drl.kernel.cuda;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.Buffer;

/** Floats in device memory. */
final class CudaBuffer implements Buffer, DeviceMemory {
    private final DevicePointer pointer;
    private final int length;
    private final Staging staging;

    CudaBuffer(DevicePointer pointer, int length, Staging staging) {
        this.pointer = pointer;
        this.length = length;
        this.staging = staging;
    }

    /** {@code buffer} as this backend's. */
    static CudaBuffer of(Buffer buffer) {
        if (!(buffer instanceof CudaBuffer own)) {
            throw new IllegalArgumentException("the buffer belongs to another device");
        }
        return own;
    }

    /** {@code buffer} as this backend's, at least {@code needed} long. */
    static CudaBuffer of(Buffer buffer, int needed) {
        CudaBuffer own = of(buffer);
        DeviceMemory.requireLength(own.length, needed);
        return own;
    }

    static @Nullable CudaBuffer ofNullable(@Nullable Buffer buffer, int needed) {
        return buffer == null ? null : of(buffer, needed);
    }

    /** The same memory from element {@code at} on. */
    CudaBuffer from(int at) {
        return new CudaBuffer(place(at, length - at), length - at, staging);
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
    public void write(int at, double[] source, int from, int count) {
        Objects.checkFromIndexSize(from, count, source.length);
        staging.write(place(at, count), Float.BYTES, count, (host, first, n) -> {
            for (int i = 0; i < n; i++) {
                host.putFloat(i * Float.BYTES, (float) source[from + first + i]);
            }
        });
    }

    @Override
    public void write(int at, float[] source, int from, int count) {
        Objects.checkFromIndexSize(from, count, source.length);
        staging.write(
                place(at, count),
                Float.BYTES,
                count,
                (host, first, n) -> host.asFloatBuffer().put(source, from + first, n));
    }

    @Override
    public void read(int at, double[] target, int to, int count) {
        Objects.checkFromIndexSize(to, count, target.length);
        staging.read(place(at, count), Float.BYTES, count, (host, first, n) -> {
            for (int i = 0; i < n; i++) {
                target[to + first + i] = host.getFloat(i * Float.BYTES);
            }
        });
    }

    @Override
    public void read(int at, float[] target, int to, int count) {
        Objects.checkFromIndexSize(to, count, target.length);
        staging.read(
                place(at, count),
                Float.BYTES,
                count,
                (host, first, n) -> host.asFloatBuffer().get(target, to + first, n));
    }

    private DevicePointer place(int at, int count) {
        Objects.checkFromIndexSize(at, count, length);
        return pointer.plus((long) at * Float.BYTES);
    }
}
