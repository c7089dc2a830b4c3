package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import t2drl.kernel.Activation;
import t2drl.kernel.ParameterLayout;
import t2drl.kernel.SharedShape;

/** The shared network with weights that never change, for cells of any number of users; see {@link FixedDense}. */
final class FixedShared {
    final int width;
    private final int hidden;
    private final int outputs;
    private final Activation activation;
    private final Activation output;
    private final FixedDense layer2;
    private final FixedDense pool2;
    private final FixedDense layer3;
    private final FixedDense pool3;
    private final Floats last; // [outputs, width]
    private final float[] lastBias;

    FixedShared(SharedShape shape, float[] parameters) {
        ParameterLayout layout = shape.layout();
        hidden = shape.hidden();
        outputs = shape.outputs();
        activation = shape.activation();
        output = shape.output();
        layer2 = FixedDense.of(layout, "net.2", parameters);
        pool2 = FixedDense.columns(layout, "net.2.pool", parameters, 0, shape.hidden());
        layer3 = FixedDense.of(layout, "net.3", parameters);
        pool3 = FixedDense.columns(layout, "net.3.pool", parameters, 0, shape.hidden());
        width = layer2.width;
        last = FixedDense.padded(parameters, layout.entry("net.4.weight").offset(), outputs, shape.hidden());
        lastBias = new float[outputs];
        System.arraycopy(parameters, layout.entry("net.4.bias").offset(), lastBias, 0, outputs);
    }

    /** From the first layer's outputs in {@code work.h1} to {@code work.outputs [rows, outputs]}, after their activation. */
    void forward(FixedWork work, int cells, int users) {
        int rows = cells * users;
        for (int c = 0; c < cells; c++) {
            Arrays.fill(work.startOf, c * users, (c + 1) * users, c * width);
        }
        hiddenLayer(work, cells, users, work.h1, pool2, layer2, work.h2);
        hiddenLayer(work, cells, users, work.h2, pool3, layer3, work.h1);
        clearPadding(rows, work.h1);
        Floats y = work.outputs;
        Dots.multiply(
                rows,
                outputs,
                width,
                work.h1.data(),
                work.h1.at(),
                last.data(),
                last.at(),
                lastBias,
                0,
                y.data(),
                y.at(),
                outputs);
        FixedDense.activate(output, rows * outputs, y);
        if (output == Activation.RELU) {
            cutOff(rows * outputs, y);
        }
    }

    /** Columns past the layer's own are infinity times 0 where it overflows. */
    private void clearPadding(int rows, Floats h) {
        if (hidden == width) {
            return;
        }
        for (int at = h.at(); at < h.at() + rows * width; at += width) {
            Arrays.fill(h.data(), at + hidden, at + width, 0);
        }
    }

    /** What products by tiles do while they write. */
    private static void cutOff(int n, Floats y) {
        for (int i = y.at(); i < y.at() + n; i++) {
            y.data()[i] = y.data()[i] < 0 ? 0 : y.data()[i];
        }
    }

    private void hiddenLayer(
            FixedWork work, int cells, int users, Floats from, FixedDense pool, FixedDense layer, Floats to) {
        float factor = 1f / users;
        for (int c = 0; c < cells; c++) {
            mean(
                    users,
                    factor,
                    from.data(),
                    from.at() + c * users * width,
                    work.mean.data(),
                    work.mean.at() + c * width);
        }
        pool.forward(cells, work.mean, width, layer.bias, null, Float.NEGATIVE_INFINITY, work.pooled);
        int rows = cells * users;
        layer.forward(rows, from, width, work.pooled, work.startOf, FixedDense.floor(activation), to);
        FixedDense.activate(activation, rows * width, to);
    }

    private void mean(int users, float factor, float[] in, int inAt, float[] out, int outAt) {
        // Two sums at a time: one would wait for its own additions.
        for (int j = 0; j < width; j += 2 * LANES) {
            FloatVector sum0 = FloatVector.fromArray(SPECIES, in, inAt + j);
            FloatVector sum1 = FloatVector.fromArray(SPECIES, in, inAt + j + LANES);
            for (int u = 1; u < users; u++) {
                int at = inAt + u * width + j;
                sum0 = sum0.add(FloatVector.fromArray(SPECIES, in, at));
                sum1 = sum1.add(FloatVector.fromArray(SPECIES, in, at + LANES));
            }
            sum0.mul(factor).intoArray(out, outAt + j);
            sum1.mul(factor).intoArray(out, outAt + j + LANES);
        }
    }
}
