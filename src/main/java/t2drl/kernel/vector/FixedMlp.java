package t2drl.kernel.vector;

import t2drl.kernel.MlpShape;
import t2drl.kernel.ParameterLayout;

/** A plain network with weights that never change: {@code x [rows, inputs] -> y [rows, outputs]}; threads as in {@link FixedActor}. */
final class FixedMlp {
    private final MlpShape shape;
    private final FixedDense first;
    private final FixedDense second;
    private final FixedDense last;

    FixedMlp(MlpShape shape, float[] parameters) {
        this.shape = shape;
        ParameterLayout layout = shape.layout();
        first = FixedDense.of(layout, "0", parameters);
        second = FixedDense.of(layout, "2", parameters);
        last = FixedDense.of(layout, "4", parameters);
    }

    void forward(FixedWork work, int rows, float[] x, float[] y) {
        room(work, rows);
        System.arraycopy(x, 0, work.x.data(), work.x.at(), rows * shape.inputs());
        forward(work, rows, y);
    }

    void room(FixedWork work, int rows) {
        work.ensure(rows, rows, shape.inputs(), second.width, last.width);
    }

    /** From the inputs in {@code work.x}. */
    void forward(FixedWork work, int rows, float[] y) {
        first.forward(rows, work.x, shape.inputs(), shape.activation(), work.h1);
        second.forward(rows, work.h1, first.width, shape.activation(), work.h2);
        last.forward(rows, work.h2, second.width, shape.output(), work.outputs);
        for (int r = 0; r < rows; r++) {
            System.arraycopy(
                    work.outputs.data(), work.outputs.at() + r * last.width, y, r * shape.outputs(), shape.outputs());
        }
    }
}
