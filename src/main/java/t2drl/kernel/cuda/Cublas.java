package t2drl.kernel.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import t2drl.kernel.DeviceException;

/**
 * Products of float matrices by cuBLAS, on a device's stream. Matrices here are row by row, and cuBLAS takes them column by column: it is asked
 * for {@code C^T = B^T A^T}, which is the same memory.
 */
final class Cublas implements Resource {
    /**
     * What NVIDIA recommends for Hopper. It is fixed: then a product gives the same bits every time, and takes no memory while a graph is captured.
     */
    static final int WORKSPACE_BYTES = 32 << 20;

    private static final MemorySegment ONE = Arena.global().allocateFrom(JAVA_FLOAT, 1);
    private static final MemorySegment ZERO = Arena.global().allocateFrom(JAVA_FLOAT, 0);

    // cublasMath_t and cublasStatus_t
    private static final int DEFAULT_MATH = 0;
    private static final int TF32_TENSOR_OP_MATH = 3;
    private static final int ALLOC_FAILED = 3;

    private final CudaStream stream;
    private final String version;
    private final MethodHandle destroy;
    private final MethodHandle multiply;
    private final MethodHandle multiplyBatch;
    private final long handle;

    /** A factor of a product: where it starts, and the distance between two rows of what lies in memory. */
    record Factor(CudaBuffer memory, int stride, boolean transposed) {
        static Factor of(CudaBuffer memory, int stride) {
            return new Factor(memory, stride, false);
        }

        static Factor transposed(CudaBuffer memory, int stride) {
            return new Factor(memory, stride, true);
        }
    }

    /** {@code rows x columns} numbers, each a sum of {@code depth} products. */
    record Sizes(int rows, int columns, int depth) {
        @Override
        public String toString() {
            return "%d x %d x %d".formatted(rows, columns, depth);
        }
    }

    /** Of how many products a batch is, and the distances between their factors and results. */
    record Batch(int count, long left, long right, long result) {}

    /**
     * A handle of {@code library} for {@code stream}; with {@code tf32} the products go to the tensor cores.
     *
     * @throws CudaUnavailable if the library is too old
     */
    Cublas(CublasLibrary library, CudaStream stream, DevicePointer workspace, boolean tf32) {
        this.stream = stream;
        version = library.version();
        destroy = library.function("cublasDestroy_v2", JAVA_LONG);
        multiply = library.function(
                "cublasSgemm_v2",
                JAVA_LONG,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                ADDRESS,
                JAVA_LONG,
                JAVA_INT,
                JAVA_LONG,
                JAVA_INT,
                ADDRESS,
                JAVA_LONG,
                JAVA_INT);
        multiplyBatch = library.function(
                "cublasSgemmStridedBatched",
                JAVA_LONG,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                ADDRESS,
                JAVA_LONG,
                JAVA_INT,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_INT,
                JAVA_LONG,
                ADDRESS,
                JAVA_LONG,
                JAVA_INT,
                JAVA_LONG,
                JAVA_INT);
        MethodHandle create = library.function("cublasCreate_v2", ADDRESS);
        MethodHandle setStream = library.function("cublasSetStream_v2", JAVA_LONG, JAVA_LONG);
        MethodHandle setWorkspace = library.function("cublasSetWorkspace_v2", JAVA_LONG, JAVA_LONG, JAVA_LONG);
        MethodHandle setMathMode = library.function("cublasSetMathMode", JAVA_LONG, JAVA_INT);
        stream.enter();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment made = arena.allocate(JAVA_LONG);
            check("cublasCreate", "", () -> (int) create.invokeExact(made));
            handle = made.get(JAVA_LONG, 0);
        }
        try {
            check("cublasSetStream", "", () -> (int) setStream.invokeExact(handle, stream.address()));
            // After the stream, which takes it away.
            check("cublasSetWorkspace", WORKSPACE_BYTES + " bytes", () ->
                    (int) setWorkspace.invokeExact(handle, workspace.address(), (long) WORKSPACE_BYTES));
            int mode = tf32 ? TF32_TENSOR_OP_MATH : DEFAULT_MATH;
            check("cublasSetMathMode", "mode " + mode, () -> (int) setMathMode.invokeExact(handle, mode));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    String version() {
        return version;
    }

    /** {@code result = left right}, or with {@code adds} that more, its rows {@code stride} apart. */
    void multiply(Sizes sizes, Factor left, Factor right, CudaBuffer result, int stride, boolean adds) {
        stream.enter();
        MemorySegment beta = adds ? ONE : ZERO;
        check("cublasSgemm", sizes, () -> (int) multiply.invokeExact(
                handle,
                right.transposed ? 1 : 0,
                left.transposed ? 1 : 0,
                sizes.columns,
                sizes.rows,
                sizes.depth,
                ONE,
                right.memory.pointer().address(),
                right.stride,
                left.memory.pointer().address(),
                left.stride,
                beta,
                result.pointer().address(),
                stride));
    }

    /** A batch of {@code result = left right}. */
    void multiply(Sizes sizes, Factor left, Factor right, CudaBuffer result, int stride, Batch batch) {
        stream.enter();
        check("cublasSgemmStridedBatched", sizes, () -> (int) multiplyBatch.invokeExact(
                handle,
                right.transposed ? 1 : 0,
                left.transposed ? 1 : 0,
                sizes.columns,
                sizes.rows,
                sizes.depth,
                ONE,
                right.memory.pointer().address(),
                right.stride,
                batch.right,
                left.memory.pointer().address(),
                left.stride,
                batch.left,
                ZERO,
                result.pointer().address(),
                stride,
                batch.result,
                batch.count));
    }

    @FunctionalInterface
    private interface Call {
        int status() throws Throwable;
    }

    private static void check(String call, Object sizes, Call body) {
        int status = statusOf(body);
        if (status == 0) {
            return;
        }
        String error = nameOf(status);
        throw new DeviceException(
                Cuda.message(call, sizes.toString(), error, status == ALLOC_FAILED ? Cuda.OUT_OF_MEMORY : Cuda.LOST),
                call,
                error);
    }

    private static int statusOf(Call body) {
        try {
            return body.status();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static String nameOf(int status) {
        return switch (status) {
            case 1 -> "CUBLAS_STATUS_NOT_INITIALIZED";
            case ALLOC_FAILED -> "CUBLAS_STATUS_ALLOC_FAILED";
            case 7 -> "CUBLAS_STATUS_INVALID_VALUE";
            case 8 -> "CUBLAS_STATUS_ARCH_MISMATCH";
            case 11 -> "CUBLAS_STATUS_MAPPING_ERROR";
            case 13 -> "CUBLAS_STATUS_EXECUTION_FAILED";
            case 14 -> "CUBLAS_STATUS_INTERNAL_ERROR";
            case 15 -> "CUBLAS_STATUS_NOT_SUPPORTED";
            default -> "cuBLAS status " + status;
        };
    }

    @Override
    public void close() {
        // What is taken back from a lost device is lost anyway.
        int ignored = statusOf(() -> (int) destroy.invokeExact(handle));
    }
}
