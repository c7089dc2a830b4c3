package t2drl.policy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import t2drl.common.UserException;

/** The C library {@code libt2drl_policy} (native/policy/), part of builds that found a C++ compiler on Linux. */
public final class NativeLibrary {
    private static final String NAME = "libt2drl_policy.so";
    private static final String RESOURCE = "/t2drl/policy/" + NAME;

    private static @Nullable SymbolLookup symbols;

    private NativeLibrary() {}

    /** Whether this build has it. */
    public static boolean exists() {
        return NativeLibrary.class.getResource(RESOURCE) != null;
    }

    /**
     * Copies the library, for C programs to link with.
     *
     * @throws UserException if this build has none
     */
    static void copy(Path file) throws IOException {
        try (InputStream in = NativeLibrary.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new UserException(
                        "This build has no native policy library: install g++, CMake and make, on Linux, and"
                                + " build again, or decide with the engine java.");
            }
            Files.copy(in, file);
        }
    }

    /**
     * Loads the library, to stay, unless that was done.
     *
     * @throws UserException if this build has none, or this system does not take it
     */
    static synchronized void load() {
        if (symbols == null) {
            symbols = loaded();
        }
    }

    /** The function {@code t2drl_policy_NAME} of the loaded library for a signature. */
    static synchronized MethodHandle function(String name, FunctionDescriptor signature, Linker.Option... options) {
        return Linker.nativeLinker()
                .downcallHandle(
                        Objects.requireNonNull(symbols).findOrThrow("t2drl_policy_" + name), signature, options);
    }

    private static SymbolLookup loaded() {
        try {
            Path folder = Files.createTempDirectory("t2drl-policy");
            Path copy = folder.resolve(NAME);
            try {
                copy(copy);
                return SymbolLookup.libraryLookup(copy, Arena.global());
            } finally {
                // What is loaded stays.
                Files.deleteIfExists(copy);
                Files.delete(folder);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new UserException(
                    "The native policy library cannot be loaded (%s): decide with the engine java."
                            .formatted(e.getMessage()),
                    e);
        }
    }
}
