package t2drl.kernel.cuda;

import t2drl.kernel.Counter;

/** One 64-bit integer in device memory. */
final class CudaCounter implements Counter, DeviceMemory {
    private final DevicePointer pointer;
    private final Staging staging;

    CudaCounter(DevicePointer pointer, Staging staging) {
        this.pointer = pointer;
        this.staging = staging;
    }

    /** {@code counter} as this backend's. */
    static CudaCounter of(Counter counter) {
        if (!(counter instanceof CudaCounter own)) {
            throw new IllegalArgumentException("the counter belongs to another device");
        }
        return own;
    }

    @Override
    public DevicePointer pointer() {
        return pointer;
    }

    @Override
    public long get() {
        return staging.readLong(pointer);
    }

    @Override
    public void set(long value) {
        staging.write(pointer, Long.BYTES, 1, (host, first, n) -> host.putLong(0, value));
    }
}
