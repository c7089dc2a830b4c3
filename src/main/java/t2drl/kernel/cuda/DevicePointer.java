package t2drl.kernel.cuda;

import jcuda.driver.CUdeviceptr;

/** An address in device memory. */
final class DevicePointer extends CUdeviceptr {
    /** A null pointer, which an allocation sets. */
    DevicePointer() {}

    /** {@code bytes} behind {@code base}. */
    DevicePointer(DevicePointer base, long bytes) {
        super(base, bytes);
    }

    long address() {
        return getNativePointer() + getByteOffset();
    }

    DevicePointer plus(long bytes) {
        return new DevicePointer(this, bytes);
    }
}
