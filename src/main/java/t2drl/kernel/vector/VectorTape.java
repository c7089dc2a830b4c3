package t2drl.kernel.vector;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.Tape;

/**
 * One network's passes on CPU vectors. Rows (or cells) go through all layers a chunk at a time, so that what lies between layers stays in the nearer caches; groups of chunks
 * run in parallel, each with gradient sums of its own.
 */
abstract class VectorTape implements Tape {
    final Partition partition;
    final int slots;
    final boolean training;
    /** Gradients by the parameters. */
    final GradientSum sum;
    /** Sums over rows that become gradients by parameters only in {@link #finishGradients}. */
    final GradientSum hoisted;

    final float[] hoistedSums;

    /** What is done with the parameters before every forward pass, in any order: no step reads what another one writes. */
    final List<Consumer<float[]>> packing = new ArrayList<>();

    VectorNetworks.@Nullable Forward lastForward;
    /** The last forward pass was in one run with its backward pass: a worker's chunks were kept in the same place, one after the other. */
    private boolean passing;

    /** {@code slots}: how many workers there are, each with scratch of its own. */
    VectorTape(NetworkShape shape, Partition partition, int slots, boolean training, int hoisted) {
        this.partition = partition;
        this.slots = slots;
        this.training = training;
        sum = new GradientSum(training ? shape.layout().size() : 0, partition.groups());
        hoistedSums = new float[training ? hoisted : 0];
        this.hoisted = new GradientSum(hoistedSums.length, partition.groups());
    }

    /** How many rows or cells must be kept: all for a backward pass, else a chunk of every worker. */
    final int kept() {
        return training ? Math.max(partition.items(), slots * partition.chunk()) : slots * partition.chunk();
    }

    /** Where, among those kept, a worker keeps the chunk that starts with {@code first}. */
    final int keptAt(int worker, int first) {
        return training && !passing ? first : worker * partition.chunk();
    }

    /** Before every forward pass; {@code passing}: its backward pass follows in the same run. */
    final void begin(boolean passing) {
        this.passing = passing;
    }

    /** That what the last forward pass kept is still there. */
    final void requireKept() {
        if (passing) {
            throw new IllegalStateException("the last forward pass on this tape ran together with its backward pass");
        }
    }

    /** From the input (a chain: the state) and the noise (other networks: none) to the output (a chain: the action), {@code count} rows or cells from {@code first} on. */
    abstract void forward(
            int worker, int first, int count, float[] parameters, float[] input, float[] noise, float[] output);

    /** From the gradient by the output to those asked for, of {@code dInput} at least the columns from {@code from} on; to {@code gradients} by the group's part of {@link #sum} and {@link #hoisted}. */
    abstract void backward(
            int worker,
            int group,
            int first,
            int count,
            float[] parameters,
            float[] input,
            float[] dOutput,
            float @Nullable [] gradients,
            float @Nullable [] dInput,
            int from,
            float @Nullable [] dNoise);

    /** Adds to the gradients what the hoisted sums, which are those over all groups by now, contribute. */
    abstract void finishGradients(float[] parameters, float[] gradients);

    @Override
    public double[] trace(String name) {
        throw new IllegalArgumentException("this tape has no value named " + name);
    }
}
