package t2drl.kernel.cuda;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.Activation;
import t2drl.kernel.ParameterLayout;

/**
 * The launches of one dense layer {@code y = act(x W^T + b)} (mlp.cu), or of a block of its columns: where its weights start among the
 * parameters, the distance between two of their rows, its width, and where its bias starts.
 */
record CudaDense(
        CudaStream stream, boolean tf32, @Nullable Cublas cublas, int weight, int stride, int in, int out, int bias) {
    /**
     * Where the caller asked for cuBLAS, it multiplies in layers with at least so many inputs and outputs: those that fill the largest tile of the
     * hand-written kernels. Not measured yet: {@code t2drl bench} compares the two. It is no stopwatch that chooses between them while a program
     * runs, for then the same seed would not give the same bits.
     */
    static final int LEAST_WIDTH = 128;

    /** With no more rows or outputs than this, a warp computes one number. */
    private static final int FEW = 4;

    /** The layer {@code name.weight}, {@code name.bias}. */
    static CudaDense of(CudaStream stream, CudaDevice device, ParameterLayout layout, String name) {
        ParameterLayout.Entry entry = layout.entry(name + ".weight");
        int out = entry.shape().get(0);
        int in = entry.shape().get(1);
        int bias = layout.entry(name + ".bias").offset();
        return new CudaDense(stream, device.tf32(), device.cublas(), entry.offset(), in, in, out, bias);
    }

    /** The part of this layer that reads columns {@code from .. from + count} of its input. */
    CudaDense columns(int from, int count) {
        return new CudaDense(stream, tf32, cublas, weight + from, stride, count, out, bias);
    }

    /** This layer as cuBLAS multiplies it; null if that is not for it. */
    private @Nullable CublasDense wide() {
        return cublas != null && Math.min(in, out) >= LEAST_WIDTH
                ? new CublasDense(stream, cublas, stride, in, out)
                : null;
    }

    CudaBuffer weights(CudaBuffer parameters) {
        return parameters.from(weight);
    }

    CudaBuffer biases(CudaBuffer parameters) {
        return parameters.from(bias);
    }

    /** {@code y [rows, out] = act(x W^T + b)}; into {@code saved} goes what {@link #inputGradient} of the layer behind needs. */
    void forward(
            int rows,
            CudaBuffer parameters,
            CudaBuffer x,
            Activation activation,
            CudaBuffer y,
            @Nullable CudaBuffer saved) {
        forward(rows, parameters, x, biases(parameters), null, activation, y, saved);
    }

    /** {@code y [rows, out] = act(x W^T + start [out] + add [rows, out])}. */
    void forward(
            int rows,
            CudaBuffer parameters,
            CudaBuffer x,
            CudaBuffer start,
            @Nullable CudaBuffer add,
            Activation activation,
            CudaBuffer y,
            @Nullable CudaBuffer saved) {
        CublasDense wide = wide();
        if (wide != null) {
            wide.forward(rows, weights(parameters), x, start, add, activation, y, saved);
            return;
        }
        boolean few = Math.min(rows, out) <= FEW;
        GemmTile tile = GemmTile.of(rows, out);
        stream.launch(
                few ? "dense_forward_few" : tile.kernel("dense_forward", tf32),
                few ? new Grid(Blocks.ofWarps(rows * out), 1, Blocks.THREADS, 0) : tile.grid(rows, out, 1),
                x,
                in,
                weights(parameters),
                stride,
                start,
                add,
                y,
                saved,
                rows,
                in,
                out,
                activation.ordinal());
    }

    /**
     * {@code dx [rows, in] = dy W}, times the slopes of the activation that made this layer's input, if there was one. {@code total}, if there is
     * one, becomes {@code dx}, or with {@code adds} grows by it.
     */
    void inputGradient(
            int rows,
            CudaBuffer parameters,
            CudaBuffer dy,
            @Nullable CudaBuffer slopes,
            Activation activation,
            CudaBuffer dx,
            @Nullable CudaBuffer total,
            boolean adds) {
        CublasDense wide = wide();
        if (wide != null) {
            wide.inputGradient(rows, weights(parameters), dy, slopes, activation, dx, total, adds);
            return;
        }
        GemmTile tile = GemmTile.of(rows, in);
        stream.launch(
                tile.kernel("dense_input", tf32),
                tile.grid(rows, in, 1),
                dy,
                weights(parameters),
                stride,
                slopes,
                activation.ordinal(),
                dx,
                total,
                adds ? 0 : 1,
                rows,
                in,
                out);
    }

    void inputGradient(
            int rows,
            CudaBuffer parameters,
            CudaBuffer dy,
            @Nullable CudaBuffer slopes,
            Activation activation,
            CudaBuffer dx) {
        inputGradient(rows, parameters, dy, slopes, activation, dx, null, false);
    }

    /** Partial sums of {@code dW = dy^T x} and {@code db} over {@code segments * rows} rows, into {@code sums}. */
    void weightGradient(int segments, int rows, CudaBuffer dy, CudaBuffer x, GradientParts sums) {
        weightGradient(segments, rows, dy, x, sums, sums.parts.from(bias), sums.size);
    }

    /** The same with the column sums of {@code dy} of part {@code p} at {@code p * biasSize} of {@code biases}. */
    void weightGradient(
            int segments, int rows, CudaBuffer dy, CudaBuffer x, GradientParts sums, CudaBuffer biases, int biasSize) {
        CublasDense wide = wide();
        // With fewer rows than parts some products would have no depth.
        if (wide != null && segments * rows >= sums.count) {
            wide.weightGradient(segments, rows, dy, x, sums, weights(sums.parts), biases, biasSize);
            return;
        }
        GemmTile tile = GemmTile.ofGradient(out, in, sums.count);
        stream.launch(
                tile.kernel("dense_weight", tf32),
                tile.grid(out, in, sums.count),
                dy,
                x,
                weights(sums.parts),
                stride,
                (long) sums.size,
                biases,
                biasSize,
                rows,
                sums.count / segments,
                in,
                out);
    }
}
