package t2drl.kernel.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** A cuBLAS that is installed here, or the emulated one, which is part of the emulated driver. */
final class CublasLibrary {
    /** The newest first; the last one is of whatever version. */
    private static final List<String> NAMES =
            List.of("libcublas.so.13", "libcublas.so.12", "libcublas.so.11", "libcublas.so");

    /** Where the system's loader looks; then where CUDA's toolkit puts them. */
    private static final List<String> FOLDERS = List.of("", "/usr/local/cuda/lib64/");

    private final String name;
    private final SymbolLookup symbols;

    private CublasLibrary(String name, SymbolLookup symbols) {
        this.name = name;
        this.symbols = symbols;
    }

    /**
     * What goes with {@code driver}.
     *
     * @throws CudaUnavailable if none is installed
     */
    static CublasLibrary of(CudaDriver driver) {
        return driver.emulated() ? new CublasLibrary("the emulated driver", SymbolLookup.loaderLookup()) : installed();
    }

    /**
     * NVIDIA's.
     *
     * @throws CudaUnavailable if none is installed
     */
    static CublasLibrary installed() {
        return in(FOLDERS);
    }

    /** The first one in these folders that can be loaded, to stay. */
    static CublasLibrary in(List<String> folders) {
        for (String folder : folders) {
            for (String name : NAMES) {
                try {
                    return new CublasLibrary(folder + name, SymbolLookup.libraryLookup(folder + name, Arena.global()));
                } catch (IllegalArgumentException notHere) {
                    // The next one.
                }
            }
        }
        throw new CudaUnavailable("no cuBLAS was found (%s, by the system's loader or in %s; the CUDA toolkit has it)"
                .formatted(String.join(", ", NAMES), folders.getLast()));
    }

    /** As the loader was asked for it. */
    String name() {
        return name;
    }

    /** Such as 12.8; no GPU is needed to ask. */
    String version() {
        return property(0) + "." + property(1);
    }

    private int property(int kind) {
        MethodHandle property = function("cublasGetProperty", ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
            int status = (int) property.invokeExact(kind, value);
            if (status != 0) {
                throw new CudaUnavailable("%s does not tell its version".formatted(name));
            }
            return value.get(ValueLayout.JAVA_INT, 0);
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The function, which gives a status.
     *
     * @throws CudaUnavailable if the library is so old that it lacks it
     */
    MethodHandle function(String function, MemoryLayout... arguments) {
        MemorySegment symbol = symbols.find(function)
                .orElseThrow(() -> new CudaUnavailable("%s is too old: it has no %s".formatted(name, function)));
        return Linker.nativeLinker().downcallHandle(symbol, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }
}
