package t2drl.kernel.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/**
 * The CUDA driver library of this process: NVIDIA's, or the emulated one, which runs the same kernels on the processor. A process can hold
 * only one library of that name, so the first one asked for stays.
 */
public final class CudaDriver {
    private static final String LIBRARY = "libcuda.so.1";

    private static @Nullable CudaDriver loaded;

    private final boolean emulated;

    private CudaDriver(boolean emulated) {
        this.emulated = emulated;
    }

    /**
     * NVIDIA's driver.
     *
     * @throws CudaUnavailable if there is none, or it finds no GPU, or this process holds the emulated one
     */
    public static synchronized CudaDriver nvidia() {
        if (loaded == null) {
            requireInstalled();
            loaded = initialise(false);
        }
        return loaded.only(false);
    }

    /**
     * The emulated driver.
     *
     * @throws CudaUnavailable if this build has none, or this process holds NVIDIA's
     */
    public static synchronized CudaDriver emulator() {
        if (loaded == null) {
            EmulatedDriver.load();
            loaded = initialise(true);
        }
        return loaded.only(true);
    }

    /** Whether this program brings kernels for GPUs. */
    public static boolean hasGpuCode() {
        return KernelImage.hasGpuCode();
    }

    /** Whether this program brings the emulated driver. */
    public static boolean hasEmulator() {
        return EmulatedDriver.exists();
    }

    /**
     * Version and name of the cuBLAS that a GPU would use.
     *
     * @throws CudaUnavailable if none is installed
     */
    public static String installedCublas() {
        CublasLibrary library = CublasLibrary.installed();
        return library.version() + ", " + library.name();
    }

    private CudaDriver only(boolean wanted) {
        if (emulated != wanted) {
            throw new CudaUnavailable("this process already uses %s, and can hold only one CUDA driver (start another)"
                    .formatted(emulated ? "the emulated driver" : "NVIDIA's driver"));
        }
        return this;
    }

    /** Looks before JCuda does: it would look elsewhere, too, and say much. */
    private static void requireInstalled() {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(LIBRARY, arena);
        } catch (IllegalArgumentException e) {
            throw new CudaUnavailable("no NVIDIA driver was found (%s)".formatted(LIBRARY), e);
        }
    }

    private static CudaDriver initialise(boolean emulated) {
        try {
            int result = JCudaDriver.cuInit(0);
            if (result != 0) {
                throw new CudaUnavailable("the NVIDIA driver found no GPU that works (cuInit gave %s, see nvidia-smi)"
                        .formatted(CUresult.stringFor(result)));
            }
            return new CudaDriver(emulated);
        } catch (LinkageError e) {
            throw new CudaUnavailable(
                    "JCuda, which calls the CUDA driver, cannot be loaded (%s)".formatted(e.getMessage()), e);
        }
    }

    /** What the driver says about the call that failed last, beside its result code. */
    static @Nullable String report() {
        return loaded != null && loaded.emulated ? EmulatedDriver.report() : null;
    }

    /** Whether kernels run on the processor. */
    public boolean emulated() {
        return emulated;
    }

    /** The newest CUDA version that this driver knows, such as 13.0. */
    public String version() {
        int[] version = {0};
        Cuda.check(JCudaDriver.cuDriverGetVersion(version), "cuDriverGetVersion");
        return "%d.%d".formatted(version[0] / 1000, version[0] % 1000 / 10);
    }

    /** GPUs in this machine that this process may use. */
    public int deviceCount() {
        int[] count = {0};
        Cuda.check(JCudaDriver.cuDeviceGetCount(count), "cuDeviceGetCount");
        return count[0];
    }
}
