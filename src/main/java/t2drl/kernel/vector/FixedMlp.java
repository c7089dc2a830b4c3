package t2drl.kernel.vector;

import t2drl.kernel.MlpShape;
import t2drl.kernel.ParameterLayout;

/** A plain network with weights that never change: {@code x [rows, inputs] -> y [rows, outputs]}; threads as in {@link FixedActor}. */
public final class FixedMlp {
    private final MlpShape shape;
    private final FixedDense first;
    private final FixedDense second;
    private final FixedDense last;

    public FixedMlp(MlpShape shape, float[] parameters) {
        this.shape = shape;
        ParameterLayout layout = shape.layout();
        first = FixedDense.of(layout, "0", parameters);
        second = FixedDense.of(layout, "2", parameters);
        last = FixedDense.of(layout, "4", parameters);
    }

    public void forward(FixedWork work, int rows, float[] x, float[] y) {
        int inputs = shape.inputs();
        work.ensure(rows, rows, inputs, second.width, last.width);
        System.arraycopy(x, 0, work.x, 0, rows * inputs);
        first.forward(rows, work.x, inputs, shape.activation(), work.h1);
        second.forward(rows, work.h1, first.width, shape.activation(), work.h2);
        last.forward(rows, work.h2, second.width, shape.output(), work.outputs);
        for (int r = 0; r < rows; r++) {
            System.arraycopy(work.outputs, r * last.width, y, r * shape.outputs(), shape.outputs());
        }
    }
}
