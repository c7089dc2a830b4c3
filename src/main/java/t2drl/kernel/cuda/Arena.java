package t2drl.kernel.cuda;

import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/** Device memory that is given out, zeroed, piece by piece from large blocks, and freed all at once. */
final class Arena implements Resource {
    /** Pieces start at multiples of this, as kernels that load 16 bytes at once and caches want them. */
    static final int ALIGNMENT = 256;

    private final long slabBytes;
    /** Not the device's own stream: that one may be recording. */
    private final CUstream stream = new CUstream();

    private final List<DevicePointer> slabs = new ArrayList<>();
    private long used;
    private long free;
    private long total;

    /** Takes blocks of {@code slabBytes}, or larger ones for larger pieces; with 0 every piece is a block of its own. */
    Arena(long slabBytes) {
        this.slabBytes = slabBytes;
        Cuda.check(JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING), "cuStreamCreate");
    }

    DevicePointer allocate(long bytes) {
        long rounded = Math.max(1, Math.ceilDiv(bytes, ALIGNMENT)) * ALIGNMENT;
        if (rounded >= slabBytes) {
            // In front, so that the last one stays the one that is being filled.
            DevicePointer own = newSlab(slabBytes == 0 ? Math.max(1, bytes) : rounded);
            slabs.addFirst(own);
            return own;
        }
        if (rounded > free) {
            slabs.addLast(newSlab(slabBytes));
            used = 0;
            free = slabBytes;
        }
        DevicePointer piece = slabs.getLast().plus(used);
        used += rounded;
        free -= rounded;
        return piece;
    }

    /** Bytes taken from the device. */
    long bytes() {
        return total;
    }

    private DevicePointer newSlab(long bytes) {
        DevicePointer slab = new DevicePointer();
        int result = JCudaDriver.cuMemAlloc(slab, bytes);
        if (result != 0) {
            throw Cuda.failure(
                    result,
                    "cuMemAlloc",
                    "%d bytes beside the %d that this device holds%s".formatted(bytes, total, left()));
        }
        total += bytes;
        Cuda.check(JCudaDriver.cuMemsetD8Async(slab, (byte) 0, bytes, stream), "cuMemsetD8Async");
        Cuda.check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize");
        return slab;
    }

    private static String left() {
        long[] free = {0};
        long[] all = {0};
        return JCudaDriver.cuMemGetInfo(free, all) == 0 ? ", %d of %d are free".formatted(free[0], all[0]) : "";
    }

    @Override
    public void close() {
        for (DevicePointer slab : slabs) {
            JCudaDriver.cuMemFree(slab);
        }
        JCudaDriver.cuStreamDestroy(stream);
    }
}
