package t2drl.kernel.plain;

import t2drl.kernel.MlpShape;
import t2drl.kernel.ParameterLayout;

/** A plain network, one row at a time. */
final class PlainMlp {
    private final MlpShape shape;
    private final PlainDense first;
    private final PlainDense second;
    private final PlainDense last;

    PlainMlp(MlpShape shape, float[] parameters) {
        this.shape = shape;
        ParameterLayout layout = shape.layout();
        first = PlainDense.of(layout, "0", parameters);
        second = PlainDense.of(layout, "2", parameters);
        last = PlainDense.of(layout, "4", parameters);
    }

    /** From the row of {@code x} at {@code xAt} to that of {@code y} at {@code yAt}. */
    void forward(PlainWork work, float[] x, int xAt, float[] y, int yAt) {
        work.ensure(1, 0, first.out, last.out);
        first.forward(1, x, xAt, work.h1);
        PlainMath.activate(shape.activation(), first.out, work.h1);
        second.forward(1, work.h1, 0, work.h2);
        PlainMath.activate(shape.activation(), second.out, work.h2);
        last.forward(1, work.h2, 0, work.outputs);
        PlainMath.activate(shape.output(), last.out, work.outputs);
        System.arraycopy(work.outputs, 0, y, yAt, last.out);
    }
}
