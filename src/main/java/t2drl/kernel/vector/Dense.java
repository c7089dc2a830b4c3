package t2drl.kernel.vector;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.ParameterLayout;

/**
 * One dense layer {@code y = x W^T + b} of a network, {@code W [out, in]} at {@code weight} and {@code b [out]} at {@code bias} of the parameters (a pool
 * weight has no bias: only the {@code from} forms and the weight gradient serve it). The packed weights that products read are refreshed once a kernel call, by {@link #addPacking}'s steps.
 */
final class Dense {
    final int in;
    final int out;
    final int weight;
    final int bias;
    private final float backwardFactor;
    private final Products products;
    private final Weights forward; // W^T [in, out]
    private final Weights backward; // W [out, in]
    private final Transpose byInput;
    private final Transpose byOutput;

    /** The layer of that name. */
    static Dense of(Products products, ParameterLayout layout, String name, int in, int out) {
        return new Dense(
                products,
                in,
                out,
                layout.entry(name + ".weight").offset(),
                layout.entry(name + ".bias").offset(),
                1);
    }

    /** The weights of a pool over {@code pooled} rows: it has no bias, and its input gradient is that of each of these rows. */
    static Dense pool(Products products, int width, int weight, int pooled) {
        return new Dense(products, width, width, weight, -1, 1f / pooled);
    }

    private Dense(Products products, int in, int out, int weight, int bias, float backwardFactor) {
        this.products = products;
        this.backwardFactor = backwardFactor;
        this.in = in;
        this.out = out;
        this.weight = weight;
        this.bias = bias;
        this.forward = products.weights(in, out);
        this.backward = products.weights(out, in);
        this.byInput = new Transpose(in);
        this.byOutput = new Transpose(out);
    }

    /** Adds what must be done before the layer's products, given the parameters; if {@code training}, before those of its input gradient, too. */
    void addPacking(List<Consumer<float[]>> steps, boolean training) {
        steps.add(this::pack);
        if (training) {
            steps.add(this::packBackward);
        }
    }

    void pack(float[] parameters) {
        forward.packTransposed(parameters, weight, byInput);
    }

    void packBackward(float[] parameters) {
        backward.pack(backwardFactor, parameters, weight, in);
    }

    /** {@code y [rows, out] = x W^T + b}. */
    void forward(int rows, float[] parameters, float[] x, int xAt, float[] y, int yAt) {
        if (out <= Dots.FEW) {
            Dots.multiply(rows, out, in, x, xAt, parameters, weight, parameters, bias, y, yAt, out);
        } else {
            forward(rows, parameters, Float.NEGATIVE_INFINITY, x, xAt, y, yAt);
        }
    }

    /** {@code y [rows, out] = max(floor, x W^T + b)}. */
    void forward(int rows, float[] parameters, float floor, float[] x, int xAt, float[] y, int yAt) {
        forwardFrom(rows, parameters, bias, null, floor, x, xAt, y, yAt);
    }

    /** {@code y [rows, out] = max(floor, x W^T + start)}, starting as in {@link Gemm#packed}. */
    void forwardFrom(
            int rows,
            float[] start,
            int startAt,
            int @Nullable [] startOf,
            float floor,
            float[] x,
            int xAt,
            float[] y,
            int yAt) {
        forward.multiply(rows, x, xAt, in, start, startAt, startOf, floor, y, yAt, out);
    }

    /** {@code dx [rows, in] = dy W + start} (a pool: {@code dy W / pooled + start}), starting as in {@link Gemm#packed}. */
    void inputGradientFrom(
            int rows,
            float[] start,
            int startAt,
            int @Nullable [] startOf,
            float[] dy,
            int dyAt,
            float[] dx,
            int dxAt) {
        backward.multiply(rows, dy, dyAt, out, start, startAt, startOf, Float.NEGATIVE_INFINITY, dx, dxAt, in);
    }

    /** {@code dx [rows, in] = dy W} (a pool: {@code dy W / pooled}). */
    void inputGradient(int rows, float[] dy, int dyAt, float[] dx, int dxAt) {
        backward.multiply(rows, dy, dyAt, out, dx, dxAt, in);
    }

    /** {@code dW += dy^T x}, {@code =} if {@code fresh}, in {@code gradients} laid out as the parameters, from {@code at} on. */
    void addWeightGradient(
            int rows, float[] x, int xAt, float[] dy, int dyAt, boolean fresh, float[] gradients, int at) {
        products.addTransposed(out, in, rows, dy, dyAt, out, x, xAt, in, fresh, gradients, at + weight, in);
    }

    /** {@code dW^T [in, out] += x^T dy}, {@code =} if {@code fresh}: what suits layers with few inputs, since products are fast where rows of the result are long. */
    void addWeightGradientTransposed(
            int rows, float[] x, int xAt, float[] dy, int dyAt, boolean fresh, float[] sums, int at) {
        products.addTransposed(in, out, rows, x, xAt, in, dy, dyAt, out, fresh, sums, at, out);
    }

    /** Writes {@code dW}, given {@code dW^T}, to its place in {@code gradients}. */
    void writeWeightGradient(float[] transposed, int at, float[] gradients) {
        byOutput.copy(in, out, transposed, at, gradients, weight, in);
    }

    /** {@code db += column sums of dy}, {@code =} if {@code fresh}. */
    void addBiasGradient(int rows, float[] dy, int dyAt, boolean fresh, float[] gradients, int at) {
        Rows.addColumnSums(rows, out, dy, dyAt, fresh, gradients, at + bias);
    }
}
