package t2drl.kernel.scalar;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.ParameterLayout;
import t2drl.kernel.SharedShape;

/** One pass through a multilayer perceptron or a shared network. */
final class NetworkTape extends ScalarTape {
    final NetworkShape shape;
    final int rows;
    final int inputs;
    final int outputs;
    private final Dense first;
    private final Body body;

    private NetworkTape(NetworkShape shape, boolean training, int rows, int outputs, Dense first, Body body) {
        super(training);
        this.shape = shape;
        this.rows = rows;
        this.inputs = first.in();
        this.outputs = outputs;
        this.first = first;
        this.body = body;
    }

    static NetworkTape of(MlpShape shape, int rows, boolean training) {
        ParameterLayout layout = shape.layout();
        MlpBody body =
                new MlpBody(rows, Dense.of(layout, "2"), Dense.of(layout, "4"), shape.activation(), shape.output());
        return new NetworkTape(shape, training, rows, shape.outputs(), Dense.of(layout, "0"), body);
    }

    static NetworkTape of(SharedShape shape, int cells, boolean training) {
        return new NetworkTape(
                shape,
                training,
                cells * shape.users(),
                shape.outputs(),
                Dense.of(shape.layout(), "net.1"),
                new SharedBody(shape, cells));
    }

    void forward(double[] p, double[] x, double[] y) {
        first.forward(rows, p, x, body.pre1());
        body.forward(p, y);
    }

    void backward(double[] p, double[] x, double[] dy, double @Nullable [] gradients, double @Nullable [] dx) {
        if (gradients != null) {
            Arrays.fill(gradients, 0);
        }
        body.backward(p, dy, gradients);
        if (gradients != null) {
            first.addParameterGradients(rows, x, body.dPre1(), gradients);
        }
        if (dx != null) {
            Arrays.fill(dx, 0);
            first.addInputGradient(rows, p, body.dPre1(), dx);
        }
    }
}
