package t2drl.kernel.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;
import t2drl.common.UserException;

/**
 * The CUDA driver library of this process: NVIDIA's, or the emulated one, which runs the same kernels on the processor. A process can hold
 * only one library of that name, so the first one asked for stays.
 */
public final class CudaDriver {
    private static final String LIBRARY = "libcuda.so.1";

    private static @Nullable CudaDriver loaded;

    private final boolean emulated;
    private final int version;

    private CudaDriver(boolean emulated, int version) {
        this.emulated = emulated;
        this.version = version;
    }

    /**
     * NVIDIA's driver.
     *
     * @throws UserException if there is none, or it finds no GPU, or this process holds the emulated one
     */
    public static synchronized CudaDriver nvidia() {
        requireNoOther(false);
        if (loaded == null) {
            requireInstalled();
            loaded = initialise(false);
        }
        return loaded;
    }

    /**
     * The emulated driver in the file {@code library}.
     *
     * @throws UserException if it cannot be loaded, or this process holds NVIDIA's
     */
    public static synchronized CudaDriver emulated(Path library) {
        requireNoOther(true);
        if (loaded == null) {
            try {
                System.load(library.toAbsolutePath().toString());
            } catch (UnsatisfiedLinkError e) {
                throw new UserException("The emulated driver cannot be loaded (%s).".formatted(e.getMessage()), e);
            }
            loaded = initialise(true);
        }
        return loaded;
    }

    private static void requireNoOther(boolean emulated) {
        if (loaded != null && loaded.emulated != emulated) {
            throw new UserException(
                    "This process already uses %s, and it can hold only one CUDA driver: start another process for the device %s."
                            .formatted(
                                    loaded.emulated ? "the emulated CUDA driver" : "NVIDIA's CUDA driver",
                                    emulated ? "emulated" : "cuda"));
        }
    }

    /** Looks before JCuda does: it would look elsewhere, too, and say much. */
    private static void requireInstalled() {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(LIBRARY, arena);
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    "No NVIDIA driver was found (%s): install one on a machine with an NVIDIA GPU, or use the device cpu."
                            .formatted(LIBRARY),
                    e);
        }
    }

    private static CudaDriver initialise(boolean emulated) {
        try {
            int result = JCudaDriver.cuInit(0);
            if (result == CUresult.CUDA_ERROR_NO_DEVICE) {
                throw new UserException("The NVIDIA driver found no GPU: see nvidia-smi, or use the device cpu.");
            }
            Cuda.check(result, "cuInit");
            int[] version = {0};
            Cuda.check(JCudaDriver.cuDriverGetVersion(version), "cuDriverGetVersion");
            return new CudaDriver(emulated, version[0]);
        } catch (LinkageError e) {
            throw new UserException(
                    "JCuda, which calls the CUDA driver, cannot be loaded (%s): it is for Linux on x86-64."
                            .formatted(e.getMessage()),
                    e);
        }
    }

    /** Whether kernels run on the processor. */
    public boolean emulated() {
        return emulated;
    }

    /** The newest CUDA version that this driver knows, such as 13.0. */
    public String version() {
        return "%d.%d".formatted(version / 1000, version % 1000 / 10);
    }

    /** GPUs in this machine that this process may use. */
    public int deviceCount() {
        int[] count = {0};
        Cuda.check(JCudaDriver.cuDeviceGetCount(count), "cuDeviceGetCount");
        return count[0];
    }
}
