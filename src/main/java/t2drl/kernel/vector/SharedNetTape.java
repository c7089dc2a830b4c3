package t2drl.kernel.vector;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.Activation;
import t2drl.kernel.SharedShape;
import t2drl.kernel.Tape;

/** The shared network over whole inputs (critics, DDPG's actor). */
final class SharedNetTape implements Tape {
    /** Rows a chunk should have: their activations of one layer fit the first-level cache, all of them the second. */
    static final int CHUNK_ROWS = 90;

    private final SharedShape shape;
    private final boolean training;
    final Partition partition;
    final GradientSum sum;
    private final Dense layer1;
    private final SharedLayers layers;
    private final SharedLayers.Scratch[] scratch;
    private final float[] zeros;
    private final float[] output;
    private final float[] dOutput;

    SharedNetTape(SharedShape shape, int cells, boolean training) {
        this.shape = shape;
        this.training = training;
        partition = Partition.of(cells, Math.max(1, CHUNK_ROWS / shape.users()));
        layer1 = SharedLayers.dense(shape.layout(), "net.1", shape.inputs(), shape.hidden());
        layers = new SharedLayers(
                shape, training ? cells : partition.groups() * partition.chunk(), partition.chunk(), training);
        sum = new GradientSum(training ? shape.layout().size() : 0, partition.groups());
        scratch = new SharedLayers.Scratch[partition.groups()];
        for (int g = 0; g < scratch.length; g++) {
            scratch[g] = layers.scratch();
        }
        int outputs = cells * shape.users() * shape.outputs();
        output = new float[training ? outputs : 0];
        zeros = new float[shape.inputs()];
        dOutput = new float[training ? outputs : 0];
    }

    void prepare(float[] parameters) {
        layer1.prepare(parameters, training);
        layers.prepare(parameters);
    }

    void forward(int group, float[] parameters, float[] x, float[] y) {
        for (int chunk = partition.firstChunk(group); chunk < partition.firstChunk(group + 1); chunk++) {
            int first = partition.start(chunk);
            int cells = partition.size(chunk);
            int cell = training ? first : group * partition.chunk();
            int rows = cells * shape.users();
            int row = first * shape.users();
            layer1.forward(
                    rows,
                    parameters,
                    layers.floor(),
                    x,
                    row * shape.inputs(),
                    layers.firstLayer(),
                    cell * shape.users() * shape.hidden());
            int yAt = row * shape.outputs();
            layers.forward(cell, cells, parameters, scratch[group], y, yAt);
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
            int cell = partition.start(chunk);
            int cells = partition.size(chunk);
            int rows = cells * shape.users();
            int row = cell * shape.users();
            int yAt = row * shape.outputs();
            outputGradient(shape.output(), rows * shape.outputs(), output, dy, dOutput, yAt);
            layers.backward(cell, cells, parameters, dOutput, yAt, scratch[group], into, sum.at(group));
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

    /** {@code dz = dy * activation'}, from the activation's own output. */
    static void outputGradient(Activation activation, int n, float[] y, float[] dy, float[] dz, int at) {
        System.arraycopy(dy, at, dz, at, n);
        if (activation == Activation.TANH) {
            for (int i = at; i < at + n; i++) {
                dz[i] *= 1 - y[i] * y[i];
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
