package t2drl.kernel.vector;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.Activation;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.Prediction;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.SharedShape;

/**
 * The shared family's reverse chain. Hoisted out of the steps: the state's part of the first layer (once a chain), the step
 * embedding's part (once a step for the whole batch); what is left of that layer in a step is a product with rows {@code [a_u, a_{U+u}, 1]}.
 * Backward: the gradients by the first layer's pre-activations are added up over the steps before they meet the state.
 */
final class SharedChainTape extends VectorTape {
    /** Numbers a row that a step's first layer reads. */
    private static final int STEP_INPUTS = 3;

    private static final float[] NO_START = new float[2];

    private final SharedShape net;
    private final int steps;
    private final int users;
    private final int features;
    private final int hidden;
    private final int embedding;
    private final int cells;
    private final float[][] embeddings;
    private final boolean predictsNoise;
    private final ReverseSteps reverse;

    private final int weight;
    private final int bias;
    private final Products products;
    private final SharedLayers layers;
    private final Weights stateWeights; // [features, hidden]
    private final Weights stateWeightsBackward; // [hidden, features]
    private final Transpose byInput;
    private final Panels[] stepWeights; // of each step, [STEP_INPUTS, hidden]
    private final float[] actionWeights; // [2, hidden]
    private final float[] actions; // a_l, [steps + 1, kept cells, 2 users], a_0 first
    private final float[]
            clean; // a0hat_l, before its clip if the network predicts the noise, [steps, kept cells, 2 users]
    private final int[] rowStart; // by row of a chunk, where it starts among rows of the hidden width
    private final Scratch[] scratch;

    /** What one group of chunks works in. */
    private static final class Scratch {
        final SharedLayers.Scratch layers;
        final Floats base; // state term [rows, hidden]; backward: sum over steps of g1
        final float[] stepInputs; // [rows, STEP_INPUTS]
        final float[] pairs; // [rows, 2]
        final float[] dAction; // [cells, 2 users]
        final float[] dNoisePrediction; // [cells, 2 users]

        Scratch(SharedLayers.Scratch layers, int rows, int hidden) {
            this.layers = layers;
            base = Floats.of(rows * hidden);
            stepInputs = new float[rows * STEP_INPUTS];
            Arrays.fill(stepInputs, 1f);
            pairs = new float[rows * 2];
            dAction = new float[rows * 2];
            dNoisePrediction = new float[rows * 2];
        }
    }

    SharedChainTape(Products products, SharedChainShape shape, int cells, int slots, boolean training) {
        super(
                shape,
                SharedLayers.partition(shape.network(), cells),
                slots,
                training,
                (shape.features() + shape.schedule().steps() * STEP_INPUTS) * shape.hidden());
        this.products = products;
        this.cells = cells;
        net = shape.network();
        users = shape.users();
        features = shape.features();
        hidden = shape.hidden();
        embedding = shape.embedding();
        reverse = new ReverseSteps(shape.schedule());
        steps = reverse.count;
        embeddings = new float[steps][embedding];
        predictsNoise = shape.prediction() == Prediction.NOISE;
        for (int l = 1; l <= steps; l++) {
            double[] e = NoiseSchedule.embedding(l, embedding);
            for (int i = 0; i < embedding; i++) {
                embeddings[l - 1][i] = (float) e[i];
            }
        }
        weight = net.layout().entry("net.1.weight").offset();
        bias = net.layout().entry("net.1.bias").offset();
        layers = new SharedLayers(products, net, training ? steps * kept() : kept(), partition.chunk(), training);
        stateWeights = products.weights(features, hidden);
        stateWeightsBackward = products.weights(hidden, features);
        byInput = new Transpose(net.inputs());
        stepWeights = new Panels[steps];
        Arrays.setAll(stepWeights, l -> new Panels(STEP_INPUTS, hidden));
        actionWeights = new float[2 * hidden];
        actions = new float[(steps + 1) * kept() * 2 * users];
        clean = new float[steps * kept() * 2 * users];
        rowStart = new int[partition.chunk() * users];
        Arrays.setAll(rowStart, r -> r * hidden);
        SharedLayers.Scratch[] inner = layers.scratch(slots);
        scratch = new Scratch[inner.length];
        Arrays.setAll(scratch, g -> new Scratch(inner[g], rowStart.length, hidden));
        layers.addPacking(packing);
        packing.add(p -> stateWeights.packTransposed(p, weight, byInput));
        if (training) {
            packing.add(p -> stateWeightsBackward.pack(1, p, weight, net.inputs()));
        }
        packing.add(this::prepareSteps);
    }

    private void prepareSteps(float[] parameters) {
        int in = net.inputs();
        for (int h = 0; h < hidden; h++) {
            int row = weight + h * in + features;
            actionWeights[h] = parameters[row];
            actionWeights[hidden + h] = parameters[row + 1];
        }
        float[] term = Padding.atLeast(hidden);
        for (int l = 0; l < steps; l++) {
            for (int h = 0; h < hidden; h++) {
                term[h] = Rows.dot(embedding, parameters, weight + h * in + features + 2, embeddings[l], 0);
            }
            stepWeights[l].packRow(0, actionWeights, 0);
            stepWeights[l].packRow(1, actionWeights, hidden);
            stepWeights[l].packRow(2, term, 0);
        }
    }

    /** Where a cell's {@code a_l} starts. */
    private int actionAt(int l, int keptCell) {
        return (l * kept() + keptCell) * 2 * users;
    }

    /** Where a cell's activations of step {@code l} start, in cells. */
    private int layerCell(int l, int keptCell) {
        return training ? (l - 1) * kept() + keptCell : keptCell;
    }

    @Override
    void forward(int worker, int first, int count, float[] parameters, float[] state, float[] noise, float[] action) {
        Scratch s = scratch[worker];
        int width = 2 * users;
        int rows = count * users;
        int kept = keptAt(worker, first);
        stateWeights.multiply(
                rows,
                state,
                first * users * features,
                features,
                parameters,
                bias,
                null,
                Float.NEGATIVE_INFINITY,
                s.base.data(),
                s.base.at(),
                hidden);
        System.arraycopy(noise, first * width, actions, actionAt(steps, kept), count * width);
        for (int l = steps; l >= 1; l--) {
            int at = actionAt(l, kept);
            int cell = layerCell(l, kept);
            stepInputs(count, at, s);
            Gemm.packed(
                    rows,
                    s.stepInputs,
                    0,
                    STEP_INPUTS,
                    stepWeights[l - 1],
                    s.base.data(),
                    s.base.at(),
                    rowStart,
                    layers.floor(),
                    layers.firstLayer(),
                    layers.firstLayerAt(cell),
                    hidden);
            layers.forward(cell, count, parameters, s.layers, s.pairs, 0);
            int next = actionAt(l - 1, kept);
            if (!predictsNoise) {
                Rows.activate(Activation.TANH, rows * 2, s.pairs, 0, null, 0);
            }
            pairsToAction(count, s.pairs, clean, next);
            if (predictsNoise) {
                reverse.unclipped(l, count * width, actions, at, clean, clean, next);
            }
            int noiseAt = ((steps + 1 - l) * cells + first) * width;
            reverse.sample(l, count * width, clean, actions, at, next, noise, l == 1 ? 0 : noiseAt);
        }
        System.arraycopy(actions, actionAt(0, kept), action, first * width, count * width);
    }

    /** Rows {@code [a_u, a_{U+u}, 1]}. */
    private void stepInputs(int count, int actionAt, Scratch s) {
        for (int c = 0; c < count; c++) {
            int from = actionAt + c * 2 * users;
            int to = c * users * STEP_INPUTS;
            for (int u = 0; u < users; u++) {
                s.stepInputs[to + u * STEP_INPUTS] = actions[from + u];
                s.stepInputs[to + u * STEP_INPUTS + 1] = actions[from + users + u];
            }
        }
    }

    private void pairsToAction(int count, float[] pairs, float[] action, int at) {
        for (int c = 0; c < count; c++) {
            Rows.transpose(users, 2, pairs, c * 2 * users, 2, action, at + c * 2 * users, users);
        }
    }

    @Override
    void backward(
            int worker,
            int group,
            int first,
            int count,
            float[] parameters,
            float[] state,
            float[] dAction,
            float @Nullable [] gradients,
            float @Nullable [] dState,
            int from,
            float @Nullable [] dNoise) {
        Scratch s = scratch[worker];
        int kept = keptAt(worker, first);
        int width = 2 * users;
        int rows = count * users;
        float[] g1 = s.layers.g1.data();
        int g1At = s.layers.g1.at();
        boolean fresh = partition.startsGroup(group, first);
        float[] into = gradients == null ? null : sum.of(group, gradients);
        float[] sums = hoisted.of(group, hoistedSums);
        System.arraycopy(dAction, first * width, s.dAction, 0, count * width);
        for (int l = 1; l <= steps; l++) {
            if (predictsNoise) {
                noiseGradient(l, count, s, actionAt(l - 1, kept));
            } else {
                outputGradient(l, count, s, actionAt(l - 1, kept));
            }
            layers.backward(layerCell(l, kept), count, s.pairs, 0, s.layers, fresh && l == 1, into, sum.at(group));
            if (gradients != null) {
                stepInputs(count, actionAt(l, kept), s);
                products.addTransposed(
                        STEP_INPUTS,
                        hidden,
                        rows,
                        s.stepInputs,
                        0,
                        STEP_INPUTS,
                        g1,
                        g1At,
                        hidden,
                        fresh,
                        sums,
                        hoisted.at(group) + stepSumsAt(l),
                        hidden);
            }
            if (l < steps || dNoise != null) {
                addActionGradient(count, s);
            }
            if (l == 1) {
                System.arraycopy(g1, g1At, s.base.data(), s.base.at(), rows * hidden);
            } else {
                Rows.add(rows * hidden, g1, g1At, s.base.data(), s.base.at());
            }
        }
        int stateAt = first * users * features;
        if (gradients != null) {
            products.addTransposed(
                    features,
                    hidden,
                    rows,
                    state,
                    stateAt,
                    features,
                    s.base.data(),
                    s.base.at(),
                    hidden,
                    fresh,
                    sums,
                    hoisted.at(group),
                    hidden);
        }
        if (dState != null) {
            stateWeightsBackward.multiply(rows, s.base.data(), s.base.at(), hidden, dState, stateAt, features);
        }
        if (dNoise != null) {
            System.arraycopy(s.dAction, 0, dNoise, first * width, count * width);
        }
    }

    /** From {@code dAction} (by a_{l-1}) to the gradient by the network's outputs before tanh; {@code dAction} keeps the path that skips the network. */
    private void outputGradient(int l, int count, Scratch s, int cleanAt) {
        float fromClean = reverse.meanFromClean(l);
        float fromNoisy = reverse.meanFromNoisy(l);
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

    /** The same of a network that predicts the noise: {@code a0hat} depends on {@code a_l} past the network, too. */
    private void noiseGradient(int l, int count, Scratch s, int cleanAt) {
        reverse.backward(l, count * 2 * users, clean, cleanAt, s.dAction, s.dNoisePrediction);
        for (int c = 0; c < count; c++) {
            int at = c * 2 * users;
            Rows.transpose(2, users, s.dNoisePrediction, at, users, s.pairs, at, 2);
        }
    }

    /** Adds to {@code dAction} the path through the network. */
    private void addActionGradient(int count, Scratch s) {
        Floats g1 = s.layers.g1;
        Dots.multiply(count * users, 2, hidden, g1.data(), g1.at(), actionWeights, 0, NO_START, 0, s.pairs, 0, 2);
        for (int c = 0; c < count; c++) {
            for (int u = 0; u < users; u++) {
                int i = c * 2 * users + u;
                int pair = (c * users + u) * 2;
                s.dAction[i] += s.pairs[pair];
                s.dAction[i + users] += s.pairs[pair + 1];
            }
        }
    }

    /** Where a step's sums, {@code [STEP_INPUTS, hidden]}, start among the hoisted ones, after those by state, {@code [features, hidden]}. */
    private int stepSumsAt(int l) {
        return (features + (l - 1) * STEP_INPUTS) * hidden;
    }

    @Override
    void finishGradients(float[] parameters, float[] gradients) {
        int in = net.inputs();
        for (int h = 0; h < hidden; h++) {
            int row = weight + h * in;
            for (int i = 0; i < features; i++) {
                gradients[row + i] = hoistedSums[i * hidden + h];
            }
            Arrays.fill(gradients, row + features, row + in, 0f);
            gradients[bias + h] = 0;
            for (int l = 1; l <= steps; l++) {
                int from = stepSumsAt(l) + h;
                gradients[row + features] += hoistedSums[from];
                gradients[row + features + 1] += hoistedSums[from + hidden];
                float g = hoistedSums[from + 2 * hidden];
                gradients[bias + h] += g;
                Rows.addScaled(embedding, g, embeddings[l - 1], 0, gradients, row + features + 2);
            }
        }
    }

    @Override
    public double[] trace(String name) {
        requireKept();
        int l = Integer.parseInt(name.substring(name.indexOf('_') + 1));
        if (name.startsWith("a0hat_") && training && l >= 1 && l <= steps) {
            double[] values = values(clean, actionAt(l - 1, 0));
            Arrays.setAll(values, i -> Math.clamp(values[i], -1.0, 1.0));
            return values;
        }
        if (name.startsWith("a_") && training && l >= 0 && l <= steps) {
            return values(actions, actionAt(l, 0));
        }
        return super.trace(name);
    }

    private double[] values(float[] source, int at) {
        double[] values = new double[cells * 2 * users];
        Arrays.setAll(values, i -> source[at + i]);
        return values;
    }
}
