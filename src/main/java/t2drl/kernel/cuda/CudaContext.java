package t2drl.kernel.cuda;

import java.nio.charset.StandardCharsets;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** The share of one GPU that this process has: the driver's primary context. */
final class CudaContext implements Resource {
    private static final int OLDEST_COMPUTE_CAPABILITY = 8;

    private final CUdevice device = new CUdevice();
    private final CUcontext context = new CUcontext();

    /**
     * Joins GPU number {@code index}.
     *
     * @throws CudaUnavailable if there is no such GPU, or it is too old, or it lets no other process in
     */
    CudaContext(CudaDriver driver, int index) {
        int count = driver.deviceCount();
        if (index < 0 || index >= count) {
            throw new CudaUnavailable(
                    "there is no GPU %d here: this process sees %d, counted from 0".formatted(index, count));
        }
        Cuda.check(JCudaDriver.cuDeviceGet(device, index), "cuDeviceGet");
        if (attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR) < OLDEST_COMPUTE_CAPABILITY) {
            throw new CudaUnavailable("the GPU %s has compute capability %s, and %d.0 or more is needed"
                    .formatted(name(), computeCapability(), OLDEST_COMPUTE_CAPABILITY));
        }
        int result = JCudaDriver.cuDevicePrimaryCtxRetain(context, device);
        if (result == CUresult.CUDA_ERROR_DEVICE_UNAVAILABLE) {
            throw new CudaUnavailable(
                    "another process has the GPU %s for itself (its compute mode is exclusive, see nvidia-smi)"
                            .formatted(name()));
        }
        Cuda.check(result, "cuDevicePrimaryCtxRetain");
        Cuda.check(JCudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent");
    }

    /** The driver's calls go to the current context of the calling thread. */
    void makeCurrent() {
        Cuda.check(JCudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent");
    }

    /** For closing, by any thread: what is taken back from a lost context is lost anyway. */
    void makeCurrentToClose() {
        JCudaDriver.cuCtxSetCurrent(context);
    }

    String name() {
        byte[] name = new byte[256];
        Cuda.check(JCudaDriver.cuDeviceGetName(name, name.length, device), "cuDeviceGetName");
        return new String(name, StandardCharsets.UTF_8).split("\0", 2)[0];
    }

    /** Such as 9.0. */
    String computeCapability() {
        return attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
                + "."
                + attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
    }

    int multiprocessors() {
        return attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
    }

    /** Most shared memory that one block can ask for. */
    int sharedBytesPerBlock() {
        return attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN);
    }

    long memoryBytes() {
        long[] bytes = {0};
        Cuda.check(JCudaDriver.cuDeviceTotalMem(bytes, device), "cuDeviceTotalMem");
        return bytes[0];
    }

    private int attribute(int attribute) {
        int[] value = {0};
        Cuda.check(JCudaDriver.cuDeviceGetAttribute(value, attribute, device), "cuDeviceGetAttribute");
        return value[0];
    }

    @Override
    public void close() {
        JCudaDriver.cuDevicePrimaryCtxRelease(device);
    }
}
