package t2drl.kernel.scalar;

import t2drl.kernel.ParameterLayout;

/**
 * A dense layer {@code Y = X * W^T + b}, or a block of its columns, over parameters that lie in one array: where its weights start, the
 * distance between two of their rows, its width, and where its bias starts (-1: none).
 */
record Dense(int weight, int stride, int in, int out, int bias) {
    private static final int NONE = -1;

    /** The layer {@code name.weight}, {@code name.bias}. */
    static Dense of(ParameterLayout layout, String name) {
        return of(layout, name, layout.entry(name + ".bias").offset());
    }

    /** The layer {@code name.weight}, which has no bias. */
    static Dense withoutBias(ParameterLayout layout, String name) {
        return of(layout, name, NONE);
    }

    private static Dense of(ParameterLayout layout, String name, int bias) {
        ParameterLayout.Entry entry = layout.entry(name + ".weight");
        int out = entry.shape().get(0);
        int in = entry.shape().get(1);
        return new Dense(entry.offset(), in, in, out, bias);
    }

    /** The part of this layer that reads columns {@code from .. from + count} of its input; the bias stays with the whole. */
    Dense columns(int from, int count) {
        return new Dense(weight + from, stride, count, out, NONE);
    }

    /** As {@link #columns}, with the bias. */
    Dense columnsWithBias(int from, int count) {
        return new Dense(weight + from, stride, count, out, bias);
    }

    /** {@code y = x * W^T + b}. */
    void forward(int rows, double[] p, double[] x, double[] y) {
        for (int r = 0; r < rows; r++) {
            for (int o = 0; o < out; o++) {
                y[r * out + o] = bias == NONE ? 0 : p[bias + o];
            }
        }
        addForward(rows, p, x, y);
    }

    /** {@code y += x * W^T}. */
    void addForward(int rows, double[] p, double[] x, double[] y) {
        for (int r = 0; r < rows; r++) {
            for (int o = 0; o < out; o++) {
                double sum = 0;
                for (int i = 0; i < in; i++) {
                    sum += x[r * in + i] * p[weight + o * stride + i];
                }
                y[r * out + o] += sum;
            }
        }
    }

    /** {@code dx += dy * W}. */
    void addInputGradient(int rows, double[] p, double[] dy, double[] dx) {
        for (int r = 0; r < rows; r++) {
            for (int o = 0; o < out; o++) {
                double d = dy[r * out + o];
                for (int i = 0; i < in; i++) {
                    dx[r * in + i] += d * p[weight + o * stride + i];
                }
            }
        }
    }

    /** {@code dW += dy^T * x}, {@code db += column sums of dy}. */
    void addParameterGradients(int rows, double[] x, double[] dy, double[] gradients) {
        for (int r = 0; r < rows; r++) {
            for (int o = 0; o < out; o++) {
                double d = dy[r * out + o];
                for (int i = 0; i < in; i++) {
                    gradients[weight + o * stride + i] += d * x[r * in + i];
                }
                if (bias != NONE) {
                    gradients[bias + o] += d;
                }
            }
        }
    }
}
