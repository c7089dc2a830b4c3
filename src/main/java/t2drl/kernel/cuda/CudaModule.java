package t2drl.kernel.cuda;

import java.util.HashMap;
import java.util.Map;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/** The GPU code of this program, loaded into a context. */
final class CudaModule implements Resource {
    /** What every kernel may ask for; more must be allowed first. */
    private static final int PLAIN_SHARED_BYTES = 48 << 10;

    private final CUmodule module = new CUmodule();
    private final Map<String, Kernel> kernels = new HashMap<>();

    private static final class Kernel {
        final CUfunction function = new CUfunction();
        int allowedSharedBytes = PLAIN_SHARED_BYTES;
    }

    CudaModule(byte[] image) {
        int result = JCudaDriver.cuModuleLoadData(module, image);
        if (result != 0) {
            throw Cuda.failure(result, "cuModuleLoadData", image.length + " bytes of GPU code");
        }
    }

    /** The kernel {@code name}, ready to be launched with so much dynamic shared memory. */
    CUfunction function(String name, int sharedBytes) {
        Kernel kernel = kernels.computeIfAbsent(name, this::find);
        if (sharedBytes > kernel.allowedSharedBytes) {
            int result = JCudaDriver.cuFuncSetAttribute(
                    kernel.function, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, sharedBytes);
            if (result != 0) {
                throw Cuda.failure(
                        result, "cuFuncSetAttribute", "%d bytes of shared memory for %s".formatted(sharedBytes, name));
            }
            kernel.allowedSharedBytes = sharedBytes;
        }
        return kernel.function;
    }

    private Kernel find(String name) {
        Kernel kernel = new Kernel();
        int result = JCudaDriver.cuModuleGetFunction(kernel.function, module, name);
        if (result != 0) {
            throw Cuda.failure(result, "cuModuleGetFunction", "kernel " + name);
        }
        return kernel;
    }

    @Override
    public void close() {
        JCudaDriver.cuModuleUnload(module);
    }
}
