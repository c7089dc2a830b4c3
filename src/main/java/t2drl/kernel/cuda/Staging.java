package t2drl.kernel.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;

/** Copies between the Java heap and device memory, in pieces, by way of pinned memory: only that can be copied from and to asynchronously. */
final class Staging implements Resource {
    private static final int BYTES = 1 << 20;

    private final CudaStream stream;
    private final Pointer pinned = new Pointer();
    private final ByteBuffer host;

    /** Moves {@code count} elements, from element {@code first} of what is copied, between the Java heap and the start of {@code host}. */
    @FunctionalInterface
    interface Piece {
        void move(ByteBuffer host, int first, int count);
    }

    Staging(CudaStream stream) {
        this.stream = stream;
        int result = JCudaDriver.cuMemAllocHost(pinned, BYTES);
        if (result != 0) {
            throw Cuda.failure(result, "cuMemAllocHost", BYTES + " bytes");
        }
        host = pinned.getByteBuffer(0, BYTES).order(ByteOrder.nativeOrder());
    }

    /** Waits for the device, then for the copy. */
    void write(DevicePointer target, int elementBytes, int count, Piece piece) {
        stream.requireIdle();
        int most = BYTES / elementBytes;
        for (int first = 0; first < count; first += most) {
            int n = Math.min(most, count - first);
            piece.move(host, first, n);
            DevicePointer to = target.plus((long) first * elementBytes);
            check(
                    JCudaDriver.cuMemcpyHtoDAsync(to, pinned, (long) n * elementBytes, stream.handle()),
                    "cuMemcpyHtoDAsync",
                    (long) n * elementBytes);
            stream.synchronize();
        }
    }

    /** Waits for the device, then for the copy. */
    void read(DevicePointer source, int elementBytes, int count, Piece piece) {
        stream.requireIdle();
        int most = BYTES / elementBytes;
        for (int first = 0; first < count; first += most) {
            int n = Math.min(most, count - first);
            fetch(source.plus((long) first * elementBytes), (long) n * elementBytes);
            piece.move(host, first, n);
        }
    }

    long readLong(DevicePointer source) {
        stream.requireIdle();
        fetch(source, Long.BYTES);
        return host.getLong(0);
    }

    private void fetch(DevicePointer source, long bytes) {
        check(JCudaDriver.cuMemcpyDtoHAsync(pinned, source, bytes, stream.handle()), "cuMemcpyDtoHAsync", bytes);
        stream.synchronize();
    }

    private static void check(int result, String call, long bytes) {
        if (result != 0) {
            throw Cuda.failure(result, call, bytes + " bytes");
        }
    }

    @Override
    public void close() {
        JCudaDriver.cuMemFreeHost(pinned);
    }
}
