package t2drl.kernel.vector;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.SharedShape;

/** The shared network over whole inputs (critics, DDPG's actor). */
final class SharedNetTape extends VectorTape {
    private final SharedShape shape;
    private final int users;
    private final Dense layer1;
    private final float[] inputWeights; // the first layer's, [inputs, hidden]
    private final float[] zeros; // [inputs]
    private final SharedLayers layers;
    private final OutputActivation output;
    private final SharedLayers.Scratch[] scratch;

    SharedNetTape(Products products, SharedShape shape, int cells, int slots, boolean training) {
        super(shape, SharedLayers.partition(shape, cells), slots, training, shape.inputs() * shape.hidden());
        this.shape = shape;
        users = shape.users();
        layer1 = Dense.of(products, shape.layout(), "net.1", shape.inputs(), shape.hidden());
        inputWeights = new float[training ? shape.inputs() * shape.hidden() : 0];
        zeros = new float[shape.inputs()];
        layers = new SharedLayers(products, shape, kept(), partition.chunk(), training);
        output = new OutputActivation(shape.output(), training ? cells * users * shape.outputs() : 0);
        scratch = layers.scratch(slots);
        layers.addPacking(packing);
        layer1.addPacking(packing, training);
        if (training) {
            packing.add(this::packInputWeights);
        }
    }

    private void packInputWeights(float[] parameters) {
        int in = shape.inputs();
        Rows.transpose(shape.hidden(), in, parameters, layer1.weight, in, inputWeights, 0, shape.hidden());
    }

    @Override
    void forward(int worker, int first, int cells, float[] parameters, float[] x, float[] noise, float[] y) {
        int cell = keptAt(worker, first);
        int rows = cells * users;
        int xAt = first * users * shape.inputs();
        layer1.forward(rows, parameters, layers.floor(), x, xAt, layers.firstLayer(), layers.firstLayerAt(cell));
        int yAt = first * users * shape.outputs();
        layers.forward(cell, cells, parameters, scratch[worker], y, yAt);
        output.forward(rows * shape.outputs(), y, yAt);
    }

    @Override
    void backward(
            int worker,
            int group,
            int first,
            int cells,
            float[] parameters,
            float[] x,
            float[] dy,
            float @Nullable [] gradients,
            float @Nullable [] dx,
            int from,
            float @Nullable [] dNoise) {
        int rows = cells * users;
        int yAt = first * users * shape.outputs();
        output.backward(rows * shape.outputs(), dy, yAt);
        boolean fresh = partition.startsGroup(group, first);
        float[] into = gradients == null ? null : sum.of(group, gradients);
        layers.backward(keptAt(worker, first), cells, output.dz, yAt, scratch[worker], fresh, into, sum.at(group));
        float[] g1 = scratch[worker].g1.data();
        int g1At = scratch[worker].g1.at();
        int xAt = first * users * shape.inputs();
        if (gradients != null) {
            layer1.addWeightGradientTransposed(
                    rows, x, xAt, g1, g1At, fresh, hoisted.of(group, hoistedSums), hoisted.at(group));
            layer1.addBiasGradient(rows, g1, g1At, fresh, into, sum.at(group));
        }
        int columns = shape.inputs() - from;
        if (dx != null && columns <= Dots.FEW) {
            int hidden = shape.hidden();
            Dots.multiply(
                    rows,
                    columns,
                    hidden,
                    g1,
                    g1At,
                    inputWeights,
                    from * hidden,
                    zeros,
                    0,
                    dx,
                    xAt + from,
                    shape.inputs());
        } else if (dx != null) {
            layer1.inputGradient(rows, g1, g1At, dx, xAt);
        }
    }

    @Override
    void finishGradients(float[] parameters, float[] gradients) {
        layer1.writeWeightGradient(hoistedSums, 0, gradients);
    }
}
