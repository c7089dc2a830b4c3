package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.Activation;
import t2drl.kernel.ParameterLayout;

/**
 * One dense layer whose weights never change, for deciding: packed once, then read by any number of threads. Everything is a whole number of panels (two or four vectors of
 * columns, see {@link Panels}) and of tiles ({@value #ROWS} rows): outputs past the layer's own are 0 and go through further layers as 0, rows past the last one hold anything. Each output is summed in the
 * order of the inputs, whatever the number of rows, so a row's bits do not depend on the rows beside it.
 */
final class FixedDense {
    /** Rows of a tile. */
    static final int ROWS = 5;

    final int in;

    /** Numbers of a row of outputs: whole panels. */
    final int width;

    /** Padded as outputs are; zeros if the layer has no bias. */
    final Floats bias;

    private final Panels weights; // W^T [in, out]

    /** The layer {@code name.weight}, {@code name.bias}. */
    static FixedDense of(ParameterLayout layout, String name, float[] parameters) {
        ParameterLayout.Entry weight = layout.entry(name + ".weight");
        FixedDense layer = columns(layout, name, parameters, 0, weight.shape().get(1));
        ParameterLayout.Entry bias = layout.entry(name + ".bias");
        System.arraycopy(parameters, bias.offset(), layer.bias.data(), layer.bias.at(), bias.length());
        return layer;
    }

    /** Without its bias, the part of a layer that reads columns {@code from .. from + count} of its input. */
    static FixedDense columns(ParameterLayout layout, String name, float[] parameters, int from, int count) {
        ParameterLayout.Entry weight = layout.entry(name + ".weight");
        int out = weight.shape().get(0);
        Panels panels = new Panels(count, out);
        panels.packTransposed(parameters, weight.offset() + from, weight.shape().get(1));
        return new FixedDense(panels);
    }

    private FixedDense(Panels weights) {
        this.weights = weights;
        in = weights.rows;
        width = width(weights.columns);
        bias = Floats.of(width);
    }

    /** {@code columns} rounded up to whole panels. */
    static int width(int columns) {
        return Math.multiplyExact((columns + FixedTile5x2.COLUMNS - 1) / FixedTile5x2.COLUMNS, FixedTile5x2.COLUMNS);
    }

    /** {@code rows} rounded up to whole tiles: what blocks of inputs and outputs must have room for. */
    static int roomFor(int rows) {
        return (rows + ROWS - 1) / ROWS * ROWS;
    }

    /** The floor of a layer with this activation: what {@link #activate} need not do for ReLU. */
    static float floor(Activation activation) {
        return activation == Activation.RELU ? 0 : Float.NEGATIVE_INFINITY;
    }

    /** Turns {@code n} pre-activations, cut off at {@link #floor}, into outputs; whole vectors. */
    static void activate(Activation activation, int n, Floats h) {
        switch (activation) {
            case IDENTITY, RELU -> {}
            case SILU -> Elementwise.SILU.apply(n, h.data(), h.at());
            case MISH -> Elementwise.MISH.apply(n, h.data(), h.at());
            case TANH -> Elementwise.TANH.apply(n, h.data(), h.at());
        }
    }

    /** {@code y = activation(x W^T + bias)}, rows of {@code x} being {@code xRow} apart. */
    void forward(int rows, Floats x, int xRow, Activation activation, Floats y) {
        forward(rows, x, xRow, bias, null, floor(activation), y);
        activate(activation, rows * width, y);
    }

    /** {@code y = max(floor, x W^T + start)}; row {@code r} starts from the numbers at {@code startOf[r]}, all from those at 0 if that is null. */
    void forward(int rows, Floats x, int xRow, Floats start, int @Nullable [] startOf, float floor, Floats y) {
        if (rows < ROWS) {
            for (int r = 0; r < rows; r++) {
                row(x, r * xRow, start, startOf == null ? 0 : startOf[r], floor, y, r * width);
            }
            return;
        }
        float[] from = x.data();
        float[] first = start.data();
        float[] to = y.data();
        int panel;
        for (int j = 0; j < width; j += panel) {
            panel = Gemm.panelWidth(width - j);
            for (int p = 0; p < in; p += Gemm.DEPTH) {
                int depth = Math.min(Gemm.DEPTH, in - p);
                float least = p + depth == in ? floor : Float.NEGATIVE_INFINITY;
                int panelAt = weights.at(j) + p * panel;
                for (int r = 0; r < rows; r += ROWS) {
                    int xAt = x.at() + r * xRow + p;
                    int yAt = y.at() + r * width + j;
                    if (p == 0) {
                        int startAt = start.at() + j;
                        tile(panel, r, depth, from, xAt, xRow, panelAt, first, startAt, startOf, 0, least, to, yAt);
                    } else {
                        int startAt = y.at() + j;
                        tile(panel, r, depth, from, xAt, xRow, panelAt, to, startAt, null, width, least, to, yAt);
                    }
                }
            }
        }
    }

    /** Row {@code r} and the next, over {@code k} inputs and one panel; they start from {@code startOf}, or from rows {@code startRow} apart if that is null. */
    private void tile(
            int panel,
            int r,
            int k,
            float[] x,
            int xAt,
            int xRow,
            int panelAt,
            float[] start,
            int startAt,
            int @Nullable [] startOf,
            int startRow,
            float floor,
            float[] y,
            int yAt) {
        int s0 = startAt + (startOf == null ? r * startRow : startOf[r]);
        int s1 = startAt + (startOf == null ? (r + 1) * startRow : startOf[r + 1]);
        int s2 = startAt + (startOf == null ? (r + 2) * startRow : startOf[r + 2]);
        int s3 = startAt + (startOf == null ? (r + 3) * startRow : startOf[r + 3]);
        int s4 = startAt + (startOf == null ? (r + 4) * startRow : startOf[r + 4]);
        if (panel == FixedTile5x2.COLUMNS) {
            FixedTile5x2.multiply(
                    k, x, xAt, xRow, weights.data, panelAt, start, s0, s1, s2, s3, s4, floor, y, yAt, width);
        } else {
            FixedTile5x4.multiply(
                    k, x, xAt, xRow, weights.data, panelAt, start, s0, s1, s2, s3, s4, floor, y, yAt, width);
        }
    }

    /** One row, as many columns at a time as hide the latency of an FMA: the weights are read once, so this is as fast as memory. */
    private void row(Floats x, int xAt, Floats start, int startAt, float floor, Floats y, int yAt) {
        float[] from = x.data();
        int fromAt = x.at() + xAt;
        float[] first = start.data();
        int firstAt = start.at() + startAt;
        float[] to = y.data();
        int toAt = y.at() + yAt;
        int j = 0;
        for (; j + 8 * LANES <= width; j += 8 * LANES) {
            FixedRow.eight(in, from, fromAt, weights.data, weights.at(j), first, firstAt + j, floor, to, toAt + j);
        }
        for (; j + 4 * LANES <= width; j += 4 * LANES) {
            FixedRow.four(in, from, fromAt, weights.data, weights.at(j), first, firstAt + j, floor, to, toAt + j);
        }
        if (j < width) {
            FixedRow.two(in, from, fromAt, weights.data, weights.at(j), first, firstAt + j, floor, to, toAt + j);
        }
    }

    /** Of {@code numbers [rows, width]} from {@code at} on, the rows padded as inputs are, to whole panels. */
    static Floats padded(float[] numbers, int at, int rows, int width) {
        int padded = width(width);
        Floats result = Floats.of(Math.multiplyExact(rows, padded));
        for (int r = 0; r < rows; r++) {
            System.arraycopy(numbers, at + r * width, result.data(), result.at() + r * padded, width);
        }
        return result;
    }
}
