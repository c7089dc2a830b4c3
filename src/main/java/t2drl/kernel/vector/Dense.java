package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;

/**
 * One dense layer {@code y = x W^T + b} of a network, {@code W [out, in]} at {@code weight} and {@code b [out]} at {@code bias} of the parameters (a pool
 * weight has no bias: only the {@code add} forms but the bias gradient serve it). The transposed
 * weights that the forward product reads are refreshed once a kernel call, by {@link #prepare}.
 */
final class Dense {
    final int in;
    final int out;
    final int weight;
    final int bias;
    private final float[] transposed;

    Dense(int in, int out, int weight, int bias) {
        this.in = in;
        this.out = out;
        this.weight = weight;
        this.bias = bias;
        this.transposed = thin() ? new float[0] : new float[in * out];
    }

    void prepare(float[] parameters) {
        if (!thin()) {
            Rows.transpose(out, in, parameters, weight, in, transposed, 0);
        }
    }

    /** {@code y [rows, out] = x W^T + b}. */
    void forward(int rows, float[] parameters, float[] x, int xAt, float[] y, int yAt) {
        Rows.broadcast(rows, out, parameters, bias, y, yAt);
        addForward(rows, parameters, x, xAt, y, yAt);
    }

    /** {@code y [rows, out] += x W^T}. */
    void addForward(int rows, float[] parameters, float[] x, int xAt, float[] y, int yAt) {
        if (thin()) {
            for (int r = 0; r < rows; r++) {
                for (int o = 0; o < out; o++) {
                    y[yAt + r * out + o] += Rows.dot(in, parameters, weight + o * in, x, xAt + r * in);
                }
            }
        } else {
            Gemm.multiplyAdd(rows, out, in, x, xAt, in, 1, transposed, 0, out, y, yAt, out);
        }
    }

    /** {@code dx [rows, in] += dy W}. */
    void addInputGradient(int rows, float[] parameters, float[] dy, int dyAt, float[] dx, int dxAt) {
        Gemm.multiplyAdd(rows, in, out, dy, dyAt, out, 1, parameters, weight, in, dx, dxAt, in);
    }

    /** {@code dW += dy^T x}, into {@code gradients} laid out as the parameters, from {@code at} on. */
    void addWeightGradient(int rows, float[] x, int xAt, float[] dy, int dyAt, float[] gradients, int at) {
        Gemm.multiplyAdd(out, in, rows, dy, dyAt, 1, out, x, xAt, in, gradients, at + weight, in);
    }

    /** {@code db += column sums of dy}. */
    void addBiasGradient(int rows, float[] dy, int dyAt, float[] gradients, int at) {
        Rows.addColumnSums(rows, out, dy, dyAt, gradients, at + bias);
    }

    private boolean thin() {
        return out < LANES;
    }
}
