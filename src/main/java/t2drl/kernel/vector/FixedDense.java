package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.Activation;
import t2drl.kernel.ParameterLayout;

/**
 * One dense layer whose weights never change, for deciding: packed once, then read by any number of threads. Everything is a whole number of panels (two vectors of
 * columns) and of tiles ({@value #ROWS} rows): outputs past the layer's own are 0 and go through further layers as 0, rows past the last one hold anything. Each output is summed in the
 * order of the inputs, whatever the number of rows, so a row's bits do not depend on the rows beside it.
 */
final class FixedDense {
    /** Rows of a tile: with two vectors of columns ten sums, enough to hide the latency of an FMA, in 13 of 16 registers. */
    static final int ROWS = 5;

    private static final int PANEL = 2 * LANES;

    final int in;

    /** Numbers of a row of outputs: whole panels. */
    final int width;

    /** Padded as outputs are; zeros if the layer has no bias. */
    final float[] bias;

    private final float[] panels;

    /** The layer {@code name.weight}, {@code name.bias}. */
    static FixedDense of(ParameterLayout layout, String name, float[] parameters) {
        ParameterLayout.Entry weight = layout.entry(name + ".weight");
        FixedDense layer = columns(layout, name, parameters, 0, weight.shape().get(1));
        ParameterLayout.Entry bias = layout.entry(name + ".bias");
        System.arraycopy(parameters, bias.offset(), layer.bias, 0, bias.length());
        return layer;
    }

    /** Without its bias, the part of a layer that reads columns {@code from .. from + count} of its input. */
    static FixedDense columns(ParameterLayout layout, String name, float[] parameters, int from, int count) {
        ParameterLayout.Entry weight = layout.entry(name + ".weight");
        int out = weight.shape().get(0);
        FixedDense layer = new FixedDense(count, out);
        int stride = weight.shape().get(1);
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < count; i++) {
                layer.panels[layer.at(o - o % PANEL) + i * PANEL + o % PANEL] =
                        parameters[weight.offset() + o * stride + from + i];
            }
        }
        return layer;
    }

    private FixedDense(int in, int out) {
        this.in = in;
        width = width(out);
        bias = new float[width];
        panels = new float[Math.multiplyExact(in, width)];
    }

    /** {@code columns} rounded up to whole panels. */
    static int width(int columns) {
        return Math.multiplyExact((columns + PANEL - 1) / PANEL, PANEL);
    }

    /** {@code rows} rounded up to whole tiles: what blocks of inputs and outputs must have room for. */
    static int roomFor(int rows) {
        return (rows + ROWS - 1) / ROWS * ROWS;
    }

    /** Where the panel of column {@code j} starts. */
    private int at(int j) {
        return j * in;
    }

    /** The floor of a layer with this activation: what {@link #activate} need not do for ReLU. */
    static float floor(Activation activation) {
        return activation == Activation.RELU ? 0 : Float.NEGATIVE_INFINITY;
    }

    /** Turns {@code n} pre-activations, cut off at {@link #floor}, into outputs; whole vectors. */
    static void activate(Activation activation, int n, float[] h) {
        switch (activation) {
            case IDENTITY, RELU -> {}
            case SILU -> Elementwise.SILU.apply(n, h, 0);
            case MISH -> Elementwise.MISH.apply(n, h, 0);
            case TANH -> Elementwise.TANH.apply(n, h, 0);
        }
    }

    /** {@code y = activation(x W^T + bias)}, rows of {@code x} being {@code xRow} apart. */
    void forward(int rows, float[] x, int xRow, Activation activation, float[] y) {
        forward(rows, x, xRow, bias, null, floor(activation), y);
        activate(activation, rows * width, y);
    }

    /** {@code y = max(floor, x W^T + start)}; row {@code r} starts from the numbers at {@code startOf[r]}, all from those at 0 if that is null. */
    void forward(int rows, float[] x, int xRow, float[] start, int @Nullable [] startOf, float floor, float[] y) {
        if (rows < ROWS) {
            for (int r = 0; r < rows; r++) {
                row(x, r * xRow, start, startOf == null ? 0 : startOf[r], floor, y, r * width);
            }
            return;
        }
        for (int j = 0; j < width; j += PANEL) {
            for (int r = 0; r < rows; r += ROWS) {
                tile(r, x, r * xRow, xRow, at(j), start, j, startOf, floor, y, r * width + j);
            }
        }
    }

    private void tile(
            int r,
            float[] x,
            int xAt,
            int xRow,
            int panelAt,
            float[] start,
            int startAt,
            int @Nullable [] startOf,
            float floor,
            float[] y,
            int yAt) {
        tile(
                in,
                x,
                xAt,
                xRow,
                panels,
                panelAt,
                start,
                startAt + (startOf == null ? 0 : startOf[r]),
                startAt + (startOf == null ? 0 : startOf[r + 1]),
                startAt + (startOf == null ? 0 : startOf[r + 2]),
                startAt + (startOf == null ? 0 : startOf[r + 3]),
                startAt + (startOf == null ? 0 : startOf[r + 4]),
                floor,
                y,
                yAt,
                width);
    }

    private static void tile(
            int k,
            float[] x,
            int x0,
            int xRow,
            float[] panel,
            int panelAt,
            float[] start,
            int s0,
            int s1,
            int s2,
            int s3,
            int s4,
            float floor,
            float[] y,
            int yAt,
            int yRow) {
        FloatVector c00 = FloatVector.fromArray(SPECIES, start, s0);
        FloatVector c01 = FloatVector.fromArray(SPECIES, start, s0 + LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, start, s1);
        FloatVector c11 = FloatVector.fromArray(SPECIES, start, s1 + LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, start, s2);
        FloatVector c21 = FloatVector.fromArray(SPECIES, start, s2 + LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, start, s3);
        FloatVector c31 = FloatVector.fromArray(SPECIES, start, s3 + LANES);
        FloatVector c40 = FloatVector.fromArray(SPECIES, start, s4);
        FloatVector c41 = FloatVector.fromArray(SPECIES, start, s4 + LANES);
        int x1 = x0 + xRow;
        int x2 = x1 + xRow;
        int x3 = x2 + xRow;
        int x4 = x3 + xRow;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, panel, panelAt + p * PANEL);
            FloatVector b1 = FloatVector.fromArray(SPECIES, panel, panelAt + p * PANEL + LANES);
            FloatVector a = FloatVector.broadcast(SPECIES, x[x0 + p]);
            c00 = a.fma(b0, c00);
            c01 = a.fma(b1, c01);
            a = FloatVector.broadcast(SPECIES, x[x1 + p]);
            c10 = a.fma(b0, c10);
            c11 = a.fma(b1, c11);
            a = FloatVector.broadcast(SPECIES, x[x2 + p]);
            c20 = a.fma(b0, c20);
            c21 = a.fma(b1, c21);
            a = FloatVector.broadcast(SPECIES, x[x3 + p]);
            c30 = a.fma(b0, c30);
            c31 = a.fma(b1, c31);
            a = FloatVector.broadcast(SPECIES, x[x4 + p]);
            c40 = a.fma(b0, c40);
            c41 = a.fma(b1, c41);
        }
        c00.max(floor).intoArray(y, yAt);
        c01.max(floor).intoArray(y, yAt + LANES);
        c10.max(floor).intoArray(y, yAt + yRow);
        c11.max(floor).intoArray(y, yAt + yRow + LANES);
        c20.max(floor).intoArray(y, yAt + 2 * yRow);
        c21.max(floor).intoArray(y, yAt + 2 * yRow + LANES);
        c30.max(floor).intoArray(y, yAt + 3 * yRow);
        c31.max(floor).intoArray(y, yAt + 3 * yRow + LANES);
        c40.max(floor).intoArray(y, yAt + 4 * yRow);
        c41.max(floor).intoArray(y, yAt + 4 * yRow + LANES);
    }

    /** One row, as many panels at a time as hide the latency of an FMA: the weights are read once, so this is as fast as memory. */
    void row(float[] x, int xAt, float[] start, int startAt, float floor, float[] y, int yAt) {
        int j = 0;
        for (; j + 4 * PANEL <= width; j += 4 * PANEL) {
            row4(in, x, xAt, panels, at(j), start, startAt + j, floor, y, yAt + j);
        }
        for (; j < width; j += PANEL) {
            row1(in, x, xAt, panels, at(j), start, startAt + j, floor, y, yAt + j);
        }
    }

    private static void row4(
            int k,
            float[] x,
            int xAt,
            float[] panel,
            int panelAt,
            float[] start,
            int s,
            float floor,
            float[] y,
            int yAt) {
        FloatVector c0 = FloatVector.fromArray(SPECIES, start, s);
        FloatVector c1 = FloatVector.fromArray(SPECIES, start, s + LANES);
        FloatVector c2 = FloatVector.fromArray(SPECIES, start, s + 2 * LANES);
        FloatVector c3 = FloatVector.fromArray(SPECIES, start, s + 3 * LANES);
        FloatVector c4 = FloatVector.fromArray(SPECIES, start, s + 4 * LANES);
        FloatVector c5 = FloatVector.fromArray(SPECIES, start, s + 5 * LANES);
        FloatVector c6 = FloatVector.fromArray(SPECIES, start, s + 6 * LANES);
        FloatVector c7 = FloatVector.fromArray(SPECIES, start, s + 7 * LANES);
        int p1 = panelAt + k * PANEL;
        int p2 = p1 + k * PANEL;
        int p3 = p2 + k * PANEL;
        for (int p = 0; p < k; p++) {
            int at = p * PANEL;
            FloatVector a = FloatVector.broadcast(SPECIES, x[xAt + p]);
            c0 = a.fma(FloatVector.fromArray(SPECIES, panel, panelAt + at), c0);
            c1 = a.fma(FloatVector.fromArray(SPECIES, panel, panelAt + at + LANES), c1);
            c2 = a.fma(FloatVector.fromArray(SPECIES, panel, p1 + at), c2);
            c3 = a.fma(FloatVector.fromArray(SPECIES, panel, p1 + at + LANES), c3);
            c4 = a.fma(FloatVector.fromArray(SPECIES, panel, p2 + at), c4);
            c5 = a.fma(FloatVector.fromArray(SPECIES, panel, p2 + at + LANES), c5);
            c6 = a.fma(FloatVector.fromArray(SPECIES, panel, p3 + at), c6);
            c7 = a.fma(FloatVector.fromArray(SPECIES, panel, p3 + at + LANES), c7);
        }
        c0.max(floor).intoArray(y, yAt);
        c1.max(floor).intoArray(y, yAt + LANES);
        c2.max(floor).intoArray(y, yAt + 2 * LANES);
        c3.max(floor).intoArray(y, yAt + 3 * LANES);
        c4.max(floor).intoArray(y, yAt + 4 * LANES);
        c5.max(floor).intoArray(y, yAt + 5 * LANES);
        c6.max(floor).intoArray(y, yAt + 6 * LANES);
        c7.max(floor).intoArray(y, yAt + 7 * LANES);
    }

    private static void row1(
            int k,
            float[] x,
            int xAt,
            float[] panel,
            int panelAt,
            float[] start,
            int s,
            float floor,
            float[] y,
            int yAt) {
        FloatVector c0 = FloatVector.fromArray(SPECIES, start, s);
        FloatVector c1 = FloatVector.fromArray(SPECIES, start, s + LANES);
        for (int p = 0; p < k; p++) {
            FloatVector a = FloatVector.broadcast(SPECIES, x[xAt + p]);
            c0 = a.fma(FloatVector.fromArray(SPECIES, panel, panelAt + p * PANEL), c0);
            c1 = a.fma(FloatVector.fromArray(SPECIES, panel, panelAt + p * PANEL + LANES), c1);
        }
        c0.max(floor).intoArray(y, yAt);
        c1.max(floor).intoArray(y, yAt + LANES);
    }

    /** The rows of a layer's weights one after the other, each padded as inputs are, for {@link FixedShared}'s few outputs. */
    static float[] paddedRows(ParameterLayout layout, String name, float[] parameters) {
        ParameterLayout.Entry weight = layout.entry(name + ".weight");
        int out = weight.shape().get(0);
        int in = weight.shape().get(1);
        int padded = width(in);
        float[] rows = new float[out * padded];
        for (int o = 0; o < out; o++) {
            int from = weight.offset() + o * in;
            System.arraycopy(parameters, from, rows, o * padded, in);
        }
        return rows;
    }
}
