package t2drl.policy;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import t2drl.common.BundledLibrary;
import t2drl.common.UserException;

/** The C library {@code libt2drl_policy} (native/policy/), part of builds that found a C++ compiler on Linux. */
public final class NativeLibrary {
    private static final BundledLibrary LIBRARY = new BundledLibrary("/t2drl/policy/libt2drl_policy.so");

    private static @Nullable SymbolLookup symbols;

    private NativeLibrary() {}

    /** Whether this build has it. */
    public static boolean exists() {
        return LIBRARY.exists();
    }

    /**
     * Copies the library, for C programs to link with.
     *
     * @throws UserException if this build has none
     */
    static void copy(Path file) throws IOException {
        requireBuilt();
        LIBRARY.copy(file);
    }

    /**
     * Loads the library, to stay, unless that was done.
     *
     * @throws UserException if this build has none, or this system does not take it
     */
    static synchronized void load() {
        if (symbols == null) {
            requireBuilt();
            try {
                symbols = LIBRARY.load();
            } catch (IOException e) {
                throw new UserException(
                        "The native policy library cannot be loaded (%s): decide with the engine java."
                                .formatted(e.getMessage()),
                        e);
            }
        }
    }

    private static void requireBuilt() {
        if (!exists()) {
            throw new UserException(
                    "This build has no native policy library: install g++, CMake and make, on Linux, and"
                            + " build with mvn -DskipTests package, or decide with the engine java.");
        }
    }

    /** The function {@code t2drl_policy_NAME} of the loaded library for a signature. */
    static synchronized MethodHandle function(String name, FunctionDescriptor signature, Linker.Option... options) {
        return Linker.nativeLinker()
                .downcallHandle(
                        Objects.requireNonNull(symbols).findOrThrow("t2drl_policy_" + name), signature, options);
    }
}
