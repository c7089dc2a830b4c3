package t2drl.kernel.vector;

import t2drl.kernel.Activation;

/** One hidden layer's outputs and, where the derivative cannot be had from them, its derivatives: {@code rows} rows of {@code width}. */
final class Activations {
    private final Activation activation;
    final int width;
    final float[] h;
    private final float[] d;

    Activations(Activation activation, int rows, int width, boolean training) {
        this.activation = activation;
        this.width = width;
        this.h = new float[Math.multiplyExact(rows, width)];
        this.d = training && activation != Activation.RELU ? new float[h.length] : null;
    }

    /** Where row {@code row} starts. */
    int at(int row) {
        return row * width;
    }

    /** Below which whoever writes pre-activations must cut them off: with ReLU they are outputs then. */
    float floor() {
        return activation == Activation.RELU ? 0 : Float.NEGATIVE_INFINITY;
    }

    /** Turns the pre-activations of {@code rows} rows, cut off at {@link #floor}, into outputs. */
    void activate(int row, int rows) {
        if (activation != Activation.RELU) {
            Rows.activate(activation, rows * width, h, d, at(row));
        }
    }

    /** Turns gradients by the outputs of {@code rows} rows, at {@code gAt} of {@code g}, into gradients by the pre-activations. */
    void backward(int row, int rows, float[] g, int gAt) {
        Rows.chainRule(activation, rows * width, g, gAt, h, d, at(row));
    }

    /** The same over the rows of {@code cells} cells, gradients from the start of {@code g}; then {@code pooled [cells, width]} = their sums over a cell's {@code users} rows. */
    void backwardAndPool(int row, int cells, int users, float[] g, float[] pooled) {
        Rows.chainRuleAndPool(activation, cells, users, width, g, h, d, at(row), pooled);
    }
}
