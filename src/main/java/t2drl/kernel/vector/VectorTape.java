package t2drl.kernel.vector;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.Tape;

/**
 * One network's passes on CPU vectors. Rows (or cells) go through all layers a chunk at a time, so that what lies between layers stays in the nearer caches; groups of chunks
 * run in parallel, each with scratch and gradient sums of its own.
 */
abstract class VectorTape implements Tape {
    final Partition partition;
    final boolean training;
    /** Gradients by the parameters. */
    final GradientSum sum;
    /** Sums over rows that become gradients by parameters only in {@link #finishGradients}. */
    final GradientSum hoisted;

    VectorTape(NetworkShape shape, Partition partition, boolean training, int hoistedSums) {
        this.partition = partition;
        this.training = training;
        sum = new GradientSum(training ? shape.layout().size() : 0, partition.groups());
        hoisted = new GradientSum(training ? hoistedSums : 0, partition.groups());
    }

    /** How many rows or cells must be kept: all for a backward pass, else a chunk of every group. */
    final int kept() {
        return training ? partition.items() : partition.groups() * partition.chunk();
    }

    /** Where, among those kept, the group keeps the chunk that starts with {@code first}. */
    final int keptAt(int group, int first) {
        return training ? first : group * partition.chunk();
    }

    /** Once before every forward pass: packs the weights. */
    abstract void prepare(float[] parameters);

    final void forward(int group, float[] parameters, float[] input, float[] noise, float[] output) {
        for (int chunk = partition.firstChunk(group); chunk < partition.firstChunk(group + 1); chunk++) {
            forward(group, partition.start(chunk), partition.size(chunk), parameters, input, noise, output);
        }
    }

    /** From the input (a chain: the state) and the noise (other networks: none) to the output (a chain: the action), {@code count} rows or cells from {@code first} on. */
    abstract void forward(
            int group, int first, int count, float[] parameters, float[] input, float[] noise, float[] output);

    final void backward(
            int group,
            float[] parameters,
            float[] input,
            float[] dOutput,
            boolean gradients,
            float @Nullable [] dInput,
            float @Nullable [] dNoise) {
        if (gradients) {
            sum.clear(group);
            hoisted.clear(group);
        }
        for (int chunk = partition.firstChunk(group); chunk < partition.firstChunk(group + 1); chunk++) {
            int first = partition.start(chunk);
            int count = partition.size(chunk);
            backward(group, first, count, parameters, input, dOutput, gradients, dInput, dNoise);
        }
    }

    /** From the gradient by the output to those asked for; {@code gradients}: to the group's part of {@link #sum} and {@link #hoisted}. */
    abstract void backward(
            int group,
            int first,
            int count,
            float[] parameters,
            float[] input,
            float[] dOutput,
            boolean gradients,
            float @Nullable [] dInput,
            float @Nullable [] dNoise);

    /** Adds to the gradients what the hoisted sums, which are those over all groups by now, contribute. */
    abstract void finishGradients(float[] parameters, float[] gradients, float[] sums);

    @Override
    public double[] trace(String name) {
        throw new IllegalArgumentException("this tape has no value named " + name);
    }
}
