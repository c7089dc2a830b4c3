package t2drl.kernel.plain;

import java.util.Arrays;
import t2drl.kernel.Activation;
import t2drl.kernel.ParameterLayout;
import t2drl.kernel.SharedShape;

/** The shared network past its first layer, one cell at a time. */
final class PlainShared {
    final int width;
    private final int lanes;
    private final int outputs;
    private final Activation activation;
    private final Activation output;
    private final PlainDense layer2;
    private final PlainDense pool2;
    private final PlainDense layer3;
    private final PlainDense pool3;
    private final float[] last; // [outputs, width]
    private final float[] lastBias;

    PlainShared(int lanes, SharedShape shape, float[] parameters) {
        this.lanes = lanes;
        ParameterLayout layout = shape.layout();
        width = shape.hidden();
        outputs = shape.outputs();
        activation = shape.activation();
        output = shape.output();
        layer2 = PlainDense.of(layout, "net.2", parameters);
        pool2 = PlainDense.columns(layout, "net.2.pool", parameters, 0, width);
        layer3 = PlainDense.of(layout, "net.3", parameters);
        pool3 = PlainDense.columns(layout, "net.3.pool", parameters, 0, width);
        int weight = layout.entry("net.4.weight").offset();
        last = Arrays.copyOfRange(parameters, weight, weight + outputs * width);
        int bias = layout.entry("net.4.bias").offset();
        lastBias = Arrays.copyOfRange(parameters, bias, bias + outputs);
    }

    /** Room for a cell of {@code users} users. */
    void ensure(PlainWork work, int users, int inputs) {
        work.ensure(users, inputs, Math.max(width, lanes), outputs);
    }

    /** From the first layer's outputs in {@code work.h1} to {@code work.outputs [outputs, users]}, after their activation. */
    void forward(PlainWork work, int users) {
        hiddenLayer(work, users, work.h1, pool2, layer2, work.h2);
        hiddenLayer(work, users, work.h2, pool3, layer3, work.h1);
        for (int o = 0; o < outputs; o++) {
            for (int u = 0; u < users; u++) {
                work.outputs[o * users + u] = lastBias[o] + product(work.h1, u * width, o * width, work.mean);
            }
        }
        PlainMath.activate(output, outputs * users, work.outputs);
    }

    private void hiddenLayer(PlainWork work, int users, float[] from, PlainDense pool, PlainDense layer, float[] to) {
        System.arraycopy(from, 0, work.mean, 0, width);
        for (int u = 1; u < users; u++) {
            for (int j = 0; j < width; j++) {
                work.mean[j] += from[u * width + j];
            }
        }
        float factor = 1f / users;
        for (int j = 0; j < width; j++) {
            work.mean[j] *= factor;
        }
        pool.row(work.mean, 0, layer.bias, work.pooled, 0);
        for (int u = 0; u < users; u++) {
            layer.row(from, u * width, work.pooled, to, u * width);
        }
        PlainMath.activate(activation, users * width, to);
    }

    /** An inner product of the last layer, in one sum a lane. */
    private float product(float[] x, int xAt, int weightAt, float[] sums) {
        Arrays.fill(sums, 0, lanes, 0);
        for (int i = 0; i < width; i++) {
            int lane = i & lanes - 1;
            sums[lane] = Math.fma(x[xAt + i], last[weightAt + i], sums[lane]);
        }
        return PlainMath.sum(sums, 0, lanes);
    }
}
