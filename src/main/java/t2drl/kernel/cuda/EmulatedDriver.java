package t2drl.kernel.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The library that runs the kernels on the processor, part of builds that found a C++ compiler. With {@code -Dt2drl.emulator=check} it is the
 * one that checks every memory access of the kernels.
 */
final class EmulatedDriver {
    private static final String LIBRARY = "libcuda.so.1";

    private EmulatedDriver() {}

    /** Whether this build has one. */
    static boolean exists() {
        return EmulatedDriver.class.getResource(resource()) != null;
    }

    private static String resource() {
        return System.getProperty("t2drl.emulator", "").equals("check")
                ? "emulator/check/" + LIBRARY
                : "emulator/" + LIBRARY;
    }

    /** Loads it; JCuda, which asks for a library of its name, then takes it. */
    static void load() {
        try (InputStream in = EmulatedDriver.class.getResourceAsStream(resource())) {
            if (in == null) {
                throw new CudaUnavailable(
                        "this build has no emulated driver (install g++ and CMake, on Linux on x86-64, and build"
                                + " again)");
            }
            Path folder = Files.createTempDirectory("t2drl-emulator");
            Path copy = folder.resolve(LIBRARY);
            try {
                Files.copy(in, copy);
                System.load(copy.toString());
            } finally {
                // What is loaded stays.
                Files.deleteIfExists(copy);
                Files.delete(folder);
            }
        } catch (IOException | UnsatisfiedLinkError e) {
            throw new CudaUnavailable("the emulated driver cannot be loaded (%s)".formatted(e.getMessage()), e);
        }
    }

    /** Why its last call failed, in its own words: which kernel, block, thread and line. */
    static @Nullable String report() {
        try {
            MethodHandle report = Linker.nativeLinker()
                    .downcallHandle(
                            SymbolLookup.loaderLookup()
                                    .find("t2drlEmulatorReport")
                                    .orElseThrow(),
                            FunctionDescriptor.of(ValueLayout.ADDRESS));
            MemorySegment text = (MemorySegment) report.invokeExact();
            String words = text.reinterpret(Long.MAX_VALUE).getString(0);
            return words.isEmpty() ? null : words;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
