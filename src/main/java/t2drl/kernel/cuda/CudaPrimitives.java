package t2drl.kernel.cuda;

import t2drl.kernel.Buffer;

/** What kernels are made of, one warp each, to be compared with plain sums on the host (cuda/primitives.cu). */
public final class CudaPrimitives {
    private static final int WARP = 32;

    private final CudaStream stream;

    CudaPrimitives(CudaStream stream) {
        this.stream = stream;
    }

    /** {@code d = c + a b} on tensor cores: {@code a [16, 8], b [8, 8], c and d [16, 8]}. */
    public void product(Buffer a, Buffer b, Buffer c, Buffer d) {
        stream.launch(
                "primitive_product",
                1,
                WARP,
                CudaBuffer.of(a, 128),
                CudaBuffer.of(b, 64),
                CudaBuffer.of(c, 128),
                CudaBuffer.of(d, 128));
    }

    /** 128 numbers by way of shared memory; both halves turned round within themselves. */
    public void asyncCopy(Buffer in, Buffer out) {
        stream.launch("primitive_async_copy", 1, WARP, CudaBuffer.of(in, 128), CudaBuffer.of(out, 128));
    }

    /** Of 32 numbers those of lane ^ 5, of lane + 3 or, at the end, the lane's own, and of lane 7: {@code out [3, 32]}. */
    public void shuffles(Buffer in, Buffer out) {
        stream.launch("primitive_shuffles", 1, WARP, CudaBuffer.of(in, WARP), CudaBuffer.of(out, 3 * WARP));
    }

    /** 32 numbers rounded to TF32, and one over them: {@code out [2, 32]}. */
    public void arithmetic(Buffer in, Buffer out) {
        stream.launch("primitive_arithmetic", 1, WARP, CudaBuffer.of(in, WARP), CudaBuffer.of(out, 2 * WARP));
    }
}
