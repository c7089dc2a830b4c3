package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.Activation;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.SharedShape;
import t2drl.kernel.Tape;

/**
 * The shared family's reverse chain. Hoisted out of the steps: the state's part of the first layer (once a chain), the step
 * embedding's part (once a step for the whole batch); what is left of that layer in a step are the two columns of the action.
 * Backward: the gradients by the first layer's pre-activations are added up over the steps before they meet the state.
 */
final class SharedChainTape implements Tape {
    private final SharedShape net;
    private final int steps;
    private final int users;
    private final int features;
    private final int hidden;
    private final int embedding;
    private final int cells;
    private final boolean training;
    private final int keptCells;
    private final float[][] embeddings;
    private final float[] meanFromClean;
    private final float[] meanFromNoisy;
    private final float[] deviation;

    final Partition partition;
    final GradientSum sum;
    private final int weight;
    private final int bias;
    private final SharedLayers layers;
    private final Panels stateWeights; // [features, hidden]
    private final float[] firstColumn; // [hidden]: the column of a_u
    private final float[] secondColumn; // [hidden]: the column of a_{U+u}
    private final float[] stepTerm; // [steps, hidden]
    private final float[] actions; // a_l, [steps + 1, kept cells, 2 users], a_0 first
    private final float[] clean; // a0hat_l, [steps, kept cells, 2 users]
    private final Scratch[] scratch;

    /** What one group of chunks works in. */
    private static final class Scratch {
        final SharedLayers.Scratch layers;
        final float[] base; // state term [rows, hidden]; backward: sum over steps of g1
        final float[] pairs; // [rows, 2]
        final float[] dAction; // [cells, 2 users]
        final float[] columnSums; // of g1, [steps, hidden]
        final float[] dFirst; // [hidden]
        final float[] dSecond; // [hidden]

        Scratch(SharedLayers.Scratch layers, int rows, int hidden, int steps) {
            this.layers = layers;
            base = new float[rows * hidden];
            pairs = new float[rows * 2];
            dAction = new float[rows * 2];
            columnSums = new float[steps * hidden];
            dFirst = new float[hidden];
            dSecond = new float[hidden];
        }
    }

    SharedChainTape(SharedChainShape shape, int cells, boolean training) {
        this.cells = cells;
        this.training = training;
        net = shape.network();
        users = shape.users();
        features = shape.features();
        hidden = shape.hidden();
        embedding = shape.embedding();
        NoiseSchedule schedule = shape.schedule();
        steps = schedule.steps();
        embeddings = new float[steps][embedding];
        meanFromClean = new float[steps];
        meanFromNoisy = new float[steps];
        deviation = new float[steps];
        for (int l = 1; l <= steps; l++) {
            double[] e = NoiseSchedule.embedding(l, embedding);
            for (int i = 0; i < embedding; i++) {
                embeddings[l - 1][i] = (float) e[i];
            }
            meanFromClean[l - 1] = (float) schedule.meanFromClean(l);
            meanFromNoisy[l - 1] = (float) schedule.meanFromNoisy(l);
            deviation[l - 1] = (float) schedule.deviation(l);
        }
        weight = net.layout().entry("net.1.weight").offset();
        bias = net.layout().entry("net.1.bias").offset();
        partition = Partition.of(cells, Math.max(1, SharedNetTape.CHUNK_ROWS / users));
        keptCells = training ? cells : partition.groups() * partition.chunk();
        layers = new SharedLayers(net, training ? steps * cells : keptCells, partition.chunk(), training);
        sum = new GradientSum(training ? net.layout().size() : 0, partition.groups());
        stateWeights = new Panels(features, hidden);
        firstColumn = new float[hidden];
        secondColumn = new float[hidden];
        stepTerm = new float[steps * hidden];
        actions = new float[(steps + 1) * keptCells * 2 * users];
        clean = new float[steps * keptCells * 2 * users];
        scratch = new Scratch[partition.groups()];
        for (int g = 0; g < scratch.length; g++) {
            scratch[g] = new Scratch(layers.scratch(), partition.chunk() * users, hidden, training ? steps : 0);
        }
    }

    void prepare(float[] parameters) {
        layers.prepare(parameters);
        int in = net.inputs();
        stateWeights.pack(1, parameters, weight, 1, in);
        for (int h = 0; h < hidden; h++) {
            int row = weight + h * in + features;
            firstColumn[h] = parameters[row];
            secondColumn[h] = parameters[row + 1];
            for (int l = 0; l < steps; l++) {
                stepTerm[l * hidden + h] = Rows.dot(embedding, parameters, row + 2, embeddings[l], 0);
            }
        }
    }

    /** Where a cell's {@code a_l} starts. */
    private int actionAt(int l, int keptCell) {
        return (l * keptCells + keptCell) * 2 * users;
    }

    /** Where a cell's activations of step {@code l} start, in cells. */
    private int layerCell(int l, int keptCell) {
        return training ? (l - 1) * cells + keptCell : keptCell;
    }

    void forward(int group, float[] parameters, float[] state, float[] noise, float[] action) {
        Scratch s = scratch[group];
        int width = 2 * users;
        for (int chunk = partition.firstChunk(group); chunk < partition.firstChunk(group + 1); chunk++) {
            int first = partition.start(chunk);
            int count = partition.size(chunk);
            int rows = count * users;
            int kept = training ? first : group * partition.chunk();
            Gemm.packed(
                    rows,
                    state,
                    first * users * features,
                    features,
                    stateWeights,
                    parameters,
                    bias,
                    null,
                    Float.NEGATIVE_INFINITY,
                    s.base,
                    0,
                    hidden);
            System.arraycopy(noise, first * width, actions, actionAt(steps, kept), count * width);
            for (int l = steps; l >= 1; l--) {
                int at = actionAt(l, kept);
                int cell = layerCell(l, kept);
                firstLayer(l, count, s.base, at, cell * users * hidden);
                layers.forward(cell, count, parameters, s.layers, s.pairs, 0);
                Rows.activate(Activation.TANH, rows * 2, s.pairs, null, 0);
                int cleanAt = actionAt(l - 1, kept);
                pairsToAction(count, s.pairs, clean, cleanAt);
                int noiseAt = ((steps + 1 - l) * cells + first) * width;
                reverseStep(l, count * width, at, cleanAt, noise, l == 1 ? 0 : noiseAt);
            }
            System.arraycopy(actions, actionAt(0, kept), action, first * width, count * width);
        }
    }

    /** {@code a_{l-1} = mean + deviation * z_l}; {@code a0hat_l} and {@code a_{l-1}} lie at the same place. */
    private void reverseStep(int l, int n, int at, int next, float[] noise, int noiseAt) {
        float fromClean = meanFromClean[l - 1];
        float fromNoisy = meanFromNoisy[l - 1];
        float sigma = deviation[l - 1];
        for (int i = 0; i < n; i++) {
            float z = l == 1 ? 0 : noise[noiseAt + i];
            actions[next + i] = fromClean * clean[next + i] + fromNoisy * actions[at + i] + sigma * z;
        }
    }

    private void firstLayer(int l, int count, float[] base, int actionAt, int to) {
        float[] z = layers.firstLayer();
        float floor = layers.floor();
        int term = (l - 1) * hidden;
        for (int c = 0; c < count; c++) {
            for (int u = 0; u < users; u++) {
                float a = actions[actionAt + c * 2 * users + u];
                float b = actions[actionAt + c * 2 * users + users + u];
                int row = (c * users + u) * hidden;
                int h = 0;
                for (; h + LANES <= hidden; h += LANES) {
                    FloatVector.fromArray(SPECIES, firstColumn, h)
                            .fma(
                                    VectorMath.splat(a),
                                    FloatVector.fromArray(SPECIES, secondColumn, h)
                                            .fma(
                                                    VectorMath.splat(b),
                                                    FloatVector.fromArray(SPECIES, base, row + h)
                                                            .add(FloatVector.fromArray(SPECIES, stepTerm, term + h))))
                            .max(floor)
                            .intoArray(z, to + row + h);
                }
                for (; h < hidden; h++) {
                    float sum = base[row + h] + stepTerm[term + h] + a * firstColumn[h] + b * secondColumn[h];
                    z[to + row + h] = Math.max(floor, sum);
                }
            }
        }
    }

    private void pairsToAction(int count, float[] pairs, float[] action, int at) {
        for (int c = 0; c < count; c++) {
            for (int u = 0; u < users; u++) {
                action[at + c * 2 * users + u] = pairs[(c * users + u) * 2];
                action[at + c * 2 * users + users + u] = pairs[(c * users + u) * 2 + 1];
            }
        }
    }

    void backward(
            int group,
            float[] parameters,
            float[] state,
            float[] dAction,
            boolean gradients,
            float @Nullable [] dState,
            float @Nullable [] dNoise) {
        Scratch s = scratch[group];
        int width = 2 * users;
        int in = net.inputs();
        float[] into = gradients ? sum.partial : null;
        int at = sum.at(group);
        Arrays.fill(s.columnSums, 0f);
        Arrays.fill(s.dFirst, 0f);
        Arrays.fill(s.dSecond, 0f);
        if (gradients) {
            sum.clear(group);
        }
        for (int chunk = partition.firstChunk(group); chunk < partition.firstChunk(group + 1); chunk++) {
            int first = partition.start(chunk);
            int count = partition.size(chunk);
            int rows = count * users;
            System.arraycopy(dAction, first * width, s.dAction, 0, count * width);
            SharedLayers.clear(s.base, rows * hidden);
            for (int l = 1; l <= steps; l++) {
                outputGradient(l, count, s, actionAt(l - 1, first));
                layers.backward(layerCell(l, first), count, parameters, s.pairs, 0, s.layers, into, at);
                // nobody may want the gradient by a_L
                firstLayerBackward(l, count, s, actionAt(l, first), l < steps || dNoise != null);
            }
            int stateAt = first * users * features;
            if (gradients) {
                Gemm.multiplyAdd(
                        hidden,
                        features,
                        rows,
                        s.base,
                        0,
                        1,
                        hidden,
                        state,
                        stateAt,
                        features,
                        sum.partial,
                        at + weight,
                        in);
            }
            if (dState != null) {
                Arrays.fill(dState, stateAt, stateAt + rows * features, 0f);
                Gemm.multiplyAdd(
                        rows,
                        features,
                        hidden,
                        s.base,
                        0,
                        hidden,
                        1,
                        parameters,
                        weight,
                        in,
                        dState,
                        stateAt,
                        features);
            }
            if (dNoise != null) {
                System.arraycopy(s.dAction, 0, dNoise, first * width, count * width);
            }
        }
        if (gradients) {
            firstLayerGradients(s, at);
        }
    }

    /** From {@code dAction} (by a_{l-1}) to the gradient by the network's outputs before tanh; {@code dAction} keeps the path that skips the network. */
    private void outputGradient(int l, int count, Scratch s, int cleanAt) {
        float fromClean = meanFromClean[l - 1];
        float fromNoisy = meanFromNoisy[l - 1];
        for (int c = 0; c < count; c++) {
            for (int u = 0; u < users; u++) {
                int i = c * 2 * users + u;
                int j = i + users;
                int pair = (c * users + u) * 2;
                s.pairs[pair] = fromClean * s.dAction[i] * (1 - clean[cleanAt + i] * clean[cleanAt + i]);
                s.pairs[pair + 1] = fromClean * s.dAction[j] * (1 - clean[cleanAt + j] * clean[cleanAt + j]);
                s.dAction[i] *= fromNoisy;
                s.dAction[j] *= fromNoisy;
            }
        }
    }

    /** Adds the first layer's part of step {@code l}: to the gradient by a_l if wanted, to the sum over steps, and to the parameter sums. */
    private void firstLayerBackward(int l, int count, Scratch s, int actionAt, boolean byNoisyAction) {
        for (int c = 0; c < count; c++) {
            for (int u = 0; u < users; u++) {
                int i = c * 2 * users + u;
                int j = i + users;
                int row = (c * users + u) * hidden;
                if (byNoisyAction) {
                    s.dAction[i] += Rows.dot(hidden, firstColumn, 0, s.layers.g1, row);
                    s.dAction[j] += Rows.dot(hidden, secondColumn, 0, s.layers.g1, row);
                }
                addRow(s, row, (l - 1) * hidden, actions[actionAt + i], actions[actionAt + j]);
            }
        }
    }

    /** One row of {@code g1} to all four of its sums: over steps, over rows, and over rows weighted by either action entry. */
    private void addRow(Scratch s, int row, int columnSum, float a, float b) {
        float[] g = s.layers.g1;
        FloatVector first = VectorMath.splat(a);
        FloatVector second = VectorMath.splat(b);
        int h = 0;
        for (; h + LANES <= hidden; h += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, g, row + h);
            x.add(FloatVector.fromArray(SPECIES, s.base, row + h)).intoArray(s.base, row + h);
            x.add(FloatVector.fromArray(SPECIES, s.columnSums, columnSum + h)).intoArray(s.columnSums, columnSum + h);
            x.fma(first, FloatVector.fromArray(SPECIES, s.dFirst, h)).intoArray(s.dFirst, h);
            x.fma(second, FloatVector.fromArray(SPECIES, s.dSecond, h)).intoArray(s.dSecond, h);
        }
        for (; h < hidden; h++) {
            float x = g[row + h];
            s.base[row + h] += x;
            s.columnSums[columnSum + h] += x;
            s.dFirst[h] += x * a;
            s.dSecond[h] += x * b;
        }
    }

    private void firstLayerGradients(Scratch s, int at) {
        float[] partial = sum.partial;
        int in = net.inputs();
        for (int h = 0; h < hidden; h++) {
            int row = at + weight + h * in + features;
            partial[row] += s.dFirst[h];
            partial[row + 1] += s.dSecond[h];
            for (int l = 0; l < steps; l++) {
                float g = s.columnSums[l * hidden + h];
                partial[at + bias + h] += g;
                Rows.addScaled(embedding, g, embeddings[l], 0, partial, row + 2);
            }
        }
    }

    boolean training() {
        return training;
    }

    @Override
    public double[] trace(String name) {
        int l = Integer.parseInt(name.substring(name.indexOf('_') + 1));
        float[] source;
        int at;
        if (name.startsWith("a0hat_") && training && l >= 1 && l <= steps) {
            source = clean;
            at = actionAt(l - 1, 0);
        } else if (name.startsWith("a_") && training && l >= 0 && l <= steps) {
            source = actions;
            at = actionAt(l, 0);
        } else {
            throw new IllegalArgumentException("this chain's tape has no " + name);
        }
        double[] values = new double[cells * 2 * users];
        for (int i = 0; i < values.length; i++) {
            values[i] = source[at + i];
        }
        return values;
    }
}
