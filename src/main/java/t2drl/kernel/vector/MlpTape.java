package t2drl.kernel.vector;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.MlpShape;
import t2drl.kernel.ParameterLayout;

/** The plain network over whole inputs (flat critics, flat DDPG, DDQN). */
final class MlpTape extends VectorTape {
    /** A multiple of a tile's rows; with more, the activations of a chain's steps would not fit the second-level cache. */
    static final int CHUNK_ROWS = 66;

    private final MlpShape shape;
    private final Dense layer1;
    private final MlpLayers layers;
    private final OutputActivation output;
    private final MlpLayers.Scratch[] scratch;

    MlpTape(Products products, MlpShape shape, int rows, int slots, boolean training) {
        super(shape, Partition.of(rows, CHUNK_ROWS), slots, training, shape.inputs() * shape.hidden());
        this.shape = shape;
        ParameterLayout layout = shape.layout();
        layer1 = Dense.of(products, layout, "0", shape.inputs(), shape.hidden());
        layers = new MlpLayers(
                Dense.of(products, layout, "2", shape.hidden(), shape.hidden()),
                Dense.of(products, layout, "4", shape.hidden(), shape.outputs()),
                shape.activation(),
                kept(),
                training);
        output = new OutputActivation(shape.output(), training ? rows * shape.outputs() : 0);
        scratch = new MlpLayers.Scratch[slots];
        for (int g = 0; g < scratch.length; g++) {
            scratch[g] = layers.scratch(partition.chunk());
        }
        layers.addPacking(packing);
        layer1.addPacking(packing, training);
    }

    @Override
    void forward(int worker, int first, int rows, float[] parameters, float[] x, float[] noise, float[] y) {
        int kept = keptAt(worker, first);
        int xAt = first * shape.inputs();
        layer1.forward(rows, parameters, layers.floor(), x, xAt, layers.firstLayer(), layers.firstLayerAt(kept));
        int yAt = first * shape.outputs();
        layers.forward(kept, rows, parameters, y, yAt);
        output.forward(rows * shape.outputs(), y, yAt);
    }

    @Override
    void backward(
            int worker,
            int group,
            int first,
            int rows,
            float[] parameters,
            float[] x,
            float[] dy,
            float @Nullable [] gradients,
            float @Nullable [] dx,
            int from,
            float @Nullable [] dNoise) {
        int yAt = first * shape.outputs();
        output.backward(rows * shape.outputs(), dy, yAt);
        boolean fresh = partition.startsGroup(group, first);
        float[] into = gradients == null ? null : sum.of(group, gradients);
        layers.backward(keptAt(worker, first), rows, output.dz, yAt, scratch[worker], fresh, into, sum.at(group));
        float[] g1 = scratch[worker].g1.data();
        int g1At = scratch[worker].g1.at();
        int xAt = first * shape.inputs();
        if (gradients != null) {
            layer1.addWeightGradientTransposed(
                    rows, x, xAt, g1, g1At, fresh, hoisted.of(group, hoistedSums), hoisted.at(group));
            layer1.addBiasGradient(rows, g1, g1At, fresh, into, sum.at(group));
        }
        if (dx != null) {
            layer1.inputGradient(rows, g1, g1At, dx, xAt);
        }
    }

    @Override
    void finishGradients(float[] parameters, float[] gradients) {
        layer1.writeWeightGradient(hoistedSums, 0, gradients);
    }
}
