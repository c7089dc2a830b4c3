package t2drl.kernel.vector;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import t2drl.common.BundledLibrary;

/** The C library {@code libt2drl_bf16} (native/bf16/), whose header says what its functions do; they check no sizes. */
final class Bf16Library {
    private static final BundledLibrary LIBRARY = new BundledLibrary("/t2drl/kernel/vector/bf16/libt2drl_bf16.so");
    private static final int ALIGNMENT = 64;
    private static final int[] SAME_START = {0};

    private Bf16Library() {}

    /** What multiplies; the ordinals are the library's. */
    enum Unit {
        NONE("no"),
        AVX512("AVX-512"),
        AMX("AMX");

        final String label;

        Unit(String label) {
            this.label = label;
        }
    }

    /** Loaded when first used. */
    private static final class Functions {
        private static final SymbolLookup SYMBOLS = load();
        private static final Linker.Option WITH_ARRAYS = Linker.Option.critical(true);
        static final Unit BEST = bestUnit();
        static final MethodHandle PACKED_BYTES =
                function("packed_bytes", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT));
        static final MethodHandle PACK = function(
                "pack",
                FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_FLOAT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS),
                WITH_ARRAYS);
        static final MethodHandle PACK_TRANSPOSED = function(
                "pack_transposed",
                FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS),
                WITH_ARRAYS);
        static final MethodHandle MULTIPLY = function(
                "multiply",
                FunctionDescriptor.ofVoid(
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        ADDRESS,
                        JAVA_INT,
                        JAVA_INT,
                        ADDRESS,
                        ADDRESS,
                        JAVA_INT,
                        ADDRESS,
                        JAVA_INT,
                        JAVA_FLOAT,
                        ADDRESS,
                        JAVA_INT,
                        JAVA_INT),
                WITH_ARRAYS);
        static final MethodHandle ADD_TRANSPOSED = function(
                "add_transposed",
                FunctionDescriptor.ofVoid(
                        JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT,
                        JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
                WITH_ARRAYS);

        private static SymbolLookup load() {
            try {
                return LIBRARY.load();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Unit bestUnit() {
            try {
                return Unit.values()[
                        (int) function("best_unit", FunctionDescriptor.of(JAVA_INT))
                                .invokeExact()];
            } catch (Throwable t) {
                throw new AssertionError(t);
            }
        }

        private static MethodHandle function(String name, FunctionDescriptor signature, Linker.Option... options) {
            return Linker.nativeLinker().downcallHandle(SYMBOLS.findOrThrow("t2drl_bf16_" + name), signature, options);
        }
    }

    /** Why there are no such products here, with what helps; empty if there are. */
    static Optional<String> missing() {
        if (!LIBRARY.exists()) {
            return Optional.of("this build has no products in bfloat16 (install g++ 11 or newer and CMake, on Linux on"
                    + " x86-64, and build with mvn -DskipTests package)");
        }
        try {
            return best() != Unit.NONE
                    ? Optional.empty()
                    : Optional.of("this processor has no AVX-512 BF16 (Intel Xeon since 2023 and AMD since Zen 4 have"
                            + " it)");
        } catch (ExceptionInInitializerError e) {
            return Optional.of(
                    "its native library cannot be loaded (" + e.getCause().getMessage() + ")");
        }
    }

    /** The fastest unit of this processor. */
    static Unit best() {
        return Functions.BEST;
    }

    /** Room in {@code memory} for a packed matrix, zeroed. */
    static MemorySegment packed(Arena memory, int rows, int columns) {
        try {
            return memory.allocate((long) Functions.PACKED_BYTES.invokeExact(rows, columns), ALIGNMENT);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    static void pack(int rows, int columns, float factor, float[] in, int at, int inRow, MemorySegment packed) {
        try {
            Functions.PACK.invokeExact(rows, columns, factor, MemorySegment.ofArray(in), at, inRow, packed);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    static void packTransposed(int rows, int columns, float[] in, int at, int inRow, MemorySegment packed) {
        try {
            Functions.PACK_TRANSPOSED.invokeExact(rows, columns, MemorySegment.ofArray(in), at, inRow, packed);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    static void multiply(
            Unit unit,
            int m,
            int n,
            int k,
            float[] a,
            int aAt,
            int aRow,
            MemorySegment packed,
            float[] start,
            int startAt,
            int @Nullable [] startOf,
            float floor,
            float[] c,
            int cAt,
            int cRow) {
        try {
            Functions.MULTIPLY.invokeExact(
                    unit.ordinal(),
                    m,
                    n,
                    k,
                    MemorySegment.ofArray(a),
                    aAt,
                    aRow,
                    packed,
                    MemorySegment.ofArray(start),
                    startAt,
                    MemorySegment.ofArray(startOf == null ? SAME_START : startOf),
                    startOf == null ? 0 : 1,
                    floor,
                    MemorySegment.ofArray(c),
                    cAt,
                    cRow);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    static void addTransposed(
            Unit unit,
            int m,
            int n,
            int k,
            float[] a,
            int aAt,
            int aRow,
            float[] b,
            int bAt,
            int bRow,
            float[] c,
            int cAt,
            int cRow) {
        try {
            Functions.ADD_TRANSPOSED.invokeExact(
                    unit.ordinal(),
                    m,
                    n,
                    k,
                    MemorySegment.ofArray(a),
                    aAt,
                    aRow,
                    MemorySegment.ofArray(b),
                    bAt,
                    bRow,
                    MemorySegment.ofArray(c),
                    cAt,
                    cRow);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }
}
