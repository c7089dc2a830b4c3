package t2drl.kernel.vector;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.Activation;

/** One hidden layer's outputs and, where the derivative cannot be had from them, its derivatives: {@code rows} rows of {@code width}. */
final class Activations {
    private final Activation activation;
    final int width;
    final float[] h;
    private final int start;
    private final float @Nullable [] d;
    private final int dStart;

    Activations(Activation activation, int rows, int width, boolean training) {
        this.activation = activation;
        this.width = width;
        Floats outputs = Floats.of(Math.multiplyExact(rows, width));
        h = outputs.data();
        start = outputs.at();
        boolean derivatives = training && activation != Activation.RELU;
        Floats own = Floats.of(derivatives ? rows * width : 0);
        d = derivatives ? own.data() : null;
        dStart = own.at();
    }

    /** Where row {@code row} starts. */
    int at(int row) {
        return start + row * width;
    }

    private int derivativesAt(int row) {
        return dStart + row * width;
    }

    /** Below which whoever writes pre-activations must cut them off: with ReLU they are outputs then. */
    float floor() {
        return activation == Activation.RELU ? 0 : Float.NEGATIVE_INFINITY;
    }

    /** Turns the pre-activations of {@code rows} rows, cut off at {@link #floor}, into outputs. */
    void activate(int row, int rows) {
        if (activation != Activation.RELU) {
            Rows.activate(activation, rows * width, h, at(row), d, derivativesAt(row));
        }
    }

    /** Turns gradients by the outputs of {@code rows} rows, at {@code gAt} of {@code g}, into gradients by the pre-activations. */
    void backward(int row, int rows, float[] g, int gAt) {
        if (activation == Activation.RELU) {
            Rows.chainRuleOfRelu(rows * width, g, gAt, h, at(row));
        } else {
            Rows.chainRule(rows * width, g, gAt, d, derivativesAt(row));
        }
    }

    /** The same over the rows of {@code cells} cells; then {@code pooled [cells, width]} = their sums over a cell's {@code users} rows. */
    void backwardAndPool(int row, int cells, int users, Floats g, Floats pooled) {
        if (activation == Activation.RELU && width % VectorMath.LANES == 0) {
            for (int c = 0; c < cells; c++) {
                int first = c * users * width;
                Rows.chainRuleOfReluAndPool(
                        users,
                        width,
                        g.data(),
                        g.at() + first,
                        h,
                        at(row) + first,
                        pooled.data(),
                        pooled.at() + c * width);
            }
        } else {
            backward(row, cells * users, g.data(), g.at());
            Rows.pool(cells, users, width, 1f, g.data(), g.at(), pooled.data(), pooled.at());
        }
    }
}
