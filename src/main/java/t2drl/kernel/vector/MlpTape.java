package t2drl.kernel.vector;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.MlpShape;
import t2drl.kernel.ParameterLayout;
import t2drl.kernel.Tape;

/** The plain network over whole inputs (flat critics, flat DDPG, DDQN). */
final class MlpTape implements Tape {
    static final int CHUNK_ROWS = 32;

    private final MlpShape shape;
    private final boolean training;
    final Partition partition;
    final GradientSum sum;
    private final Dense layer1;
    private final MlpLayers layers;
    private final MlpLayers.Scratch[] scratch;
    private final float[] zeros;
    private final float[] output;
    private final float[] dOutput;

    MlpTape(MlpShape shape, int rows, boolean training) {
        this.shape = shape;
        this.training = training;
        partition = Partition.of(rows, CHUNK_ROWS);
        ParameterLayout layout = shape.layout();
        layer1 = SharedLayers.dense(layout, "0", shape.inputs(), shape.hidden());
        layers = new MlpLayers(
                SharedLayers.dense(layout, "2", shape.hidden(), shape.hidden()),
                SharedLayers.dense(layout, "4", shape.hidden(), shape.outputs()),
                shape.activation(),
                training ? rows : partition.groups() * partition.chunk(),
                training);
        sum = new GradientSum(training ? layout.size() : 0, partition.groups());
        scratch = new MlpLayers.Scratch[partition.groups()];
        for (int g = 0; g < scratch.length; g++) {
            scratch[g] = layers.scratch(partition.chunk());
        }
        output = new float[training ? rows * shape.outputs() : 0];
        zeros = new float[shape.inputs()];
        dOutput = new float[training ? rows * shape.outputs() : 0];
    }

    void prepare(float[] parameters) {
        layer1.prepare(parameters, training);
        layers.prepare(parameters);
    }

    void forward(int group, float[] parameters, float[] x, float[] y) {
        for (int chunk = partition.firstChunk(group); chunk < partition.firstChunk(group + 1); chunk++) {
            int row = partition.start(chunk);
            int rows = partition.size(chunk);
            int kept = training ? row : group * partition.chunk();
            layer1.forward(
                    rows,
                    parameters,
                    layers.floor(),
                    x,
                    row * shape.inputs(),
                    layers.firstLayer(),
                    kept * shape.hidden());
            int yAt = row * shape.outputs();
            layers.forward(kept, rows, parameters, y, yAt);
            Rows.activate(shape.output(), rows * shape.outputs(), y, null, yAt);
            if (training) {
                System.arraycopy(y, yAt, output, yAt, rows * shape.outputs());
            }
        }
    }

    void backward(int group, float[] parameters, float[] x, float[] dy, boolean gradients, float @Nullable [] dx) {
        if (gradients) {
            sum.clear(group);
        }
        float[] into = gradients ? sum.partial : null;
        for (int chunk = partition.firstChunk(group); chunk < partition.firstChunk(group + 1); chunk++) {
            int row = partition.start(chunk);
            int rows = partition.size(chunk);
            int yAt = row * shape.outputs();
            SharedNetTape.outputGradient(shape.output(), rows * shape.outputs(), output, dy, dOutput, yAt);
            layers.backward(row, rows, parameters, dOutput, yAt, scratch[group], into, sum.at(group));
            float[] g1 = scratch[group].g1;
            if (gradients) {
                layer1.addWeightGradient(rows, x, row * shape.inputs(), g1, 0, sum.partial, sum.at(group));
                layer1.addBiasGradient(rows, g1, 0, sum.partial, sum.at(group));
            }
            if (dx != null) {
                int dxAt = row * shape.inputs();
                layer1.inputGradientFrom(rows, parameters, zeros, 0, null, g1, 0, dx, dxAt);
            }
        }
    }

    boolean training() {
        return training;
    }

    @Override
    public double[] trace(String name) {
        throw new IllegalArgumentException("a network's tape has no " + name);
    }
}
