package t2drl.kernel.vector;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.SharedShape;

/** The shared network over whole inputs (critics, DDPG's actor). */
final class SharedNetTape extends VectorTape {
    private final SharedShape shape;
    private final int users;
    private final Dense layer1;
    private final SharedLayers layers;
    private final OutputActivation output;
    private final SharedLayers.Scratch[] scratch;

    SharedNetTape(SharedShape shape, int cells, boolean training) {
        super(shape, SharedLayers.partition(shape, cells), training, shape.inputs() * shape.hidden());
        this.shape = shape;
        users = shape.users();
        layer1 = Dense.of(shape.layout(), "net.1", shape.inputs(), shape.hidden());
        layers = new SharedLayers(shape, kept(), partition.chunk(), training);
        output = new OutputActivation(shape.output(), training ? cells * users * shape.outputs() : 0);
        scratch = layers.scratch(partition.groups());
    }

    @Override
    void prepare(float[] parameters) {
        layer1.prepare(parameters, training);
        layers.prepare(parameters);
    }

    @Override
    void forward(int group, int first, int cells, float[] parameters, float[] x, float[] noise, float[] y) {
        int cell = keptAt(group, first);
        int rows = cells * users;
        int xAt = first * users * shape.inputs();
        layer1.forward(rows, parameters, layers.floor(), x, xAt, layers.firstLayer(), cell * users * shape.hidden());
        int yAt = first * users * shape.outputs();
        layers.forward(cell, cells, parameters, scratch[group], y, yAt);
        output.forward(rows * shape.outputs(), y, yAt);
    }

    @Override
    void backward(
            int group,
            int first,
            int cells,
            float[] parameters,
            float[] x,
            float[] dy,
            boolean gradients,
            float @Nullable [] dx,
            float @Nullable [] dNoise) {
        int rows = cells * users;
        int yAt = first * users * shape.outputs();
        output.backward(rows * shape.outputs(), dy, yAt);
        float[] into = gradients ? sum.partial : null;
        layers.backward(first, cells, output.dz, yAt, scratch[group], into, sum.at(group));
        float[] g1 = scratch[group].g1;
        int xAt = first * users * shape.inputs();
        if (gradients) {
            layer1.addWeightGradientTransposed(rows, x, xAt, g1, 0, hoisted.partial, hoisted.at(group));
            layer1.addBiasGradient(rows, g1, 0, sum.partial, sum.at(group));
        }
        if (dx != null) {
            layer1.inputGradient(rows, g1, 0, dx, xAt);
        }
    }

    @Override
    void finishGradients(float[] parameters, float[] gradients, float[] sums) {
        layer1.writeWeightGradient(sums, 0, gradients);
    }
}
