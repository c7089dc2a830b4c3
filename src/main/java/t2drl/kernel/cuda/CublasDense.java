package t2drl.kernel.cuda;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.Activation;

/**
 * The launches of one wide dense layer where cuBLAS multiplies: its products, and what is beside them as kernels of their own (mlp.cu). As {@link
 * CudaDense}, which chooses.
 */
record CublasDense(CudaStream stream, Cublas cublas, int stride, int in, int out) {
    void forward(
            int rows,
            CudaBuffer weights,
            CudaBuffer x,
            CudaBuffer start,
            @Nullable CudaBuffer add,
            Activation activation,
            CudaBuffer y,
            @Nullable CudaBuffer saved) {
        cublas.multiply(
                new Cublas.Sizes(rows, out, in),
                Cublas.Factor.of(x, in),
                Cublas.Factor.transposed(weights, stride),
                y,
                out,
                false);
        int n = rows * out;
        stream.launch(
                "dense_forward_finish",
                Blocks.ofThreads(n),
                Blocks.THREADS,
                start,
                add,
                y,
                saved,
                n,
                out,
                activation.ordinal());
    }

    void inputGradient(
            int rows,
            CudaBuffer weights,
            CudaBuffer dy,
            @Nullable CudaBuffer slopes,
            Activation activation,
            CudaBuffer dx,
            @Nullable CudaBuffer total,
            boolean adds) {
        cublas.multiply(
                new Cublas.Sizes(rows, in, out),
                Cublas.Factor.of(dy, out),
                Cublas.Factor.of(weights, stride),
                dx,
                in,
                false);
        if (slopes != null || total != null) {
            int n = rows * in;
            stream.launch(
                    "dense_input_finish",
                    Blocks.ofThreads(n),
                    Blocks.THREADS,
                    slopes,
                    activation.ordinal(),
                    dx,
                    total,
                    adds ? 0 : 1,
                    n);
        }
    }

    /** Only the column sums keep to the segments; the products split all rows alike, at least one a part, and what is left over goes to the first part. */
    void weightGradient(
            int segments,
            int rows,
            CudaBuffer dy,
            CudaBuffer x,
            GradientParts sums,
            CudaBuffer weights,
            CudaBuffer biases,
            int biasSize) {
        int height = segments * rows / sums.count;
        cublas.multiply(
                new Cublas.Sizes(out, in, height),
                Cublas.Factor.transposed(dy, out),
                Cublas.Factor.of(x, in),
                weights,
                stride,
                new Cublas.Batch(sums.count, (long) height * out, (long) height * in, sums.size));
        int done = height * sums.count;
        int rest = segments * rows - done;
        if (rest > 0) {
            cublas.multiply(
                    new Cublas.Sizes(out, in, rest),
                    Cublas.Factor.transposed(dy.from(done * out), out),
                    Cublas.Factor.of(x.from(done * in), in),
                    weights,
                    stride,
                    true);
        }
        stream.launch(
                "dense_bias",
                new Grid(Math.ceilDiv(out, Blocks.WARP), sums.count, Blocks.THREADS, 0),
                dy,
                biases,
                biasSize,
                rows,
                sums.count / segments,
                out);
    }
}
