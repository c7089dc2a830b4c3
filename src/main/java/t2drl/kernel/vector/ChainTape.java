package t2drl.kernel.vector;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.ChainShape;
import t2drl.kernel.ParameterLayout;

/** The flat family's reverse chain (noise prediction, clips), with the same terms hoisted as in {@link SharedChainTape}. */
final class ChainTape extends VectorTape {
    private final int steps;
    private final int state;
    private final int action;
    private final int hidden;
    private final int embedding;
    private final int rowsInAll;
    private final ReverseSteps reverse;

    private final int in;
    private final int weight;
    private final int bias;
    private final Products products;
    private final StepNetwork stepNetwork;
    private final MlpLayers layers;
    private final Weights stateWeights; // [state, hidden]
    private final Weights actionWeights; // [action, hidden]
    private final Panels stepWeights; // [embedding, hidden]
    private final Weights stateWeightsBackward; // [hidden, state]
    private final Weights actionWeightsBackward; // [hidden, action]
    private final Panels stepWeightsBackward; // [hidden, embedding]
    private final Transpose byInput;
    private final Transpose byHidden;
    private final float[] stepTerm; // [steps, hidden]
    private final float[]
            stepGradient; // of the first layer's columns that read the step embedding, [embedding, hidden]
    private final float[] actions; // a_l, [steps + 1, kept rows, action], a_0 first
    private final float[] noisePrediction; // eps_l, [steps, kept rows, action]
    private final float[] clean; // a0hat_l before its clip, [steps, kept rows, action]
    private final int[] rowStart; // by row of a chunk, where it starts among rows of the hidden width
    private final int[] actionStart; // the same among actions
    private final Scratch[] scratch;

    /** What one group of chunks works in. */
    private static final class Scratch {
        final MlpLayers.Scratch layers;
        final Floats base; // state term [rows, hidden]; backward: sum over steps of g1
        final float[] dAction; // [rows, action]
        final float[] dNoisePrediction; // [rows, action]

        Scratch(MlpLayers.Scratch layers, int rows, int hidden, int action) {
            this.layers = layers;
            base = Floats.of(rows * hidden);
            dAction = new float[rows * action];
            dNoisePrediction = new float[rows * action];
        }
    }

    ChainTape(Products products, ChainShape shape, int rows, int slots, boolean training) {
        super(
                shape,
                Partition.of(rows, MlpTape.CHUNK_ROWS),
                slots,
                training,
                (shape.state() + shape.action() + shape.schedule().steps()) * shape.hidden());
        this.products = products;
        this.rowsInAll = rows;
        reverse = new ReverseSteps(shape.schedule());
        steps = reverse.count;
        state = shape.state();
        action = shape.action();
        hidden = shape.hidden();
        embedding = shape.embedding();
        in = action + embedding + state;
        ParameterLayout layout = shape.layout();
        weight = layout.entry("trunk.0.weight").offset();
        bias = layout.entry("trunk.0.bias").offset();
        layers = new MlpLayers(
                Dense.of(products, layout, "trunk.2", hidden, hidden),
                Dense.of(products, layout, "trunk.4", hidden, action),
                shape.activation(),
                training ? steps * kept() : kept(),
                training);
        stepNetwork = new StepNetwork(shape);
        stateWeights = products.weights(state, hidden);
        actionWeights = products.weights(action, hidden);
        stepWeights = new Panels(embedding, hidden);
        stateWeightsBackward = products.weights(hidden, state);
        actionWeightsBackward = products.weights(hidden, action);
        stepWeightsBackward = new Panels(hidden, embedding);
        byInput = new Transpose(in);
        byHidden = new Transpose(hidden);
        stepTerm = new float[steps * hidden];
        stepGradient = new float[training ? embedding * hidden : 0];
        actions = new float[(steps + 1) * kept() * action];
        noisePrediction = new float[steps * kept() * action];
        clean = new float[steps * kept() * action];
        rowStart = new int[partition.chunk()];
        Arrays.setAll(rowStart, r -> r * hidden);
        actionStart = new int[partition.chunk()];
        Arrays.setAll(actionStart, r -> r * action);
        scratch = new Scratch[slots];
        for (int g = 0; g < scratch.length; g++) {
            scratch[g] = new Scratch(layers.scratch(partition.chunk()), partition.chunk(), hidden, action);
        }
        addPacking();
    }

    private void addPacking() {
        layers.addPacking(packing);
        packing.add(p -> stateWeights.packTransposed(p, weight + action + embedding, byInput));
        packing.add(p -> actionWeights.packTransposed(p, weight, byInput));
        if (training) {
            packing.add(p -> stateWeightsBackward.pack(1, p, weight + action + embedding, in));
            packing.add(p -> actionWeightsBackward.pack(1, p, weight, in));
        }
        packing.add(this::prepareSteps);
    }

    private void prepareSteps(float[] parameters) {
        stepNetwork.forward(parameters);
        stepWeights.packTransposed(parameters, weight + action, byInput);
        if (training) {
            stepWeightsBackward.pack(1, parameters, weight + action, in);
        }
        Gemm.packed(steps, stepNetwork.vectors, 0, embedding, stepWeights, stepTerm, 0, hidden);
    }

    private int actionAt(int l, int keptRow) {
        return (l * kept() + keptRow) * action;
    }

    private int layerRow(int l, int keptRow) {
        return training ? (l - 1) * kept() + keptRow : keptRow;
    }

    @Override
    void forward(int worker, int first, int rows, float[] parameters, float[] states, float[] noise, float[] result) {
        Scratch s = scratch[worker];
        int kept = keptAt(worker, first);
        stateWeights.multiply(
                rows,
                states,
                first * state,
                state,
                parameters,
                bias,
                null,
                Float.NEGATIVE_INFINITY,
                s.base.data(),
                s.base.at(),
                hidden);
        System.arraycopy(noise, first * action, actions, actionAt(steps, kept), rows * action);
        for (int l = steps; l >= 1; l--) {
            int row = layerRow(l, kept);
            float[] z = layers.firstLayer();
            int zAt = layers.firstLayerAt(row);
            for (int r = 0; r < rows; r++) {
                int from = s.base.at() + r * hidden;
                Rows.sumScaled(hidden, s.base.data(), from, 1f, stepTerm, (l - 1) * hidden, z, zAt + r * hidden);
            }
            actionWeights.multiply(
                    rows, actions, actionAt(l, kept), action, z, zAt, rowStart, layers.floor(), z, zAt, hidden);
            int next = actionAt(l - 1, kept); // where eps_l, a0hat_l and a_{l-1} of these rows lie
            layers.forward(row, rows, parameters, noisePrediction, next);
            int noiseAt = l == 1 ? 0 : ((steps + 1 - l) * rowsInAll + first) * action;
            int n = rows * action;
            reverse.unclipped(l, n, actions, actionAt(l, kept), noisePrediction, clean, next);
            reverse.sample(l, n, clean, actions, actionAt(l, kept), next, noise, noiseAt);
        }
        int last = actionAt(0, kept);
        for (int i = 0; i < rows * action; i++) {
            result[first * action + i] = ReverseSteps.clip(actions[last + i]);
        }
    }

    @Override
    void backward(
            int worker,
            int group,
            int first,
            int rows,
            float[] parameters,
            float[] states,
            float[] dResult,
            float @Nullable [] gradients,
            float @Nullable [] dState,
            int from,
            float @Nullable [] dNoise) {
        Scratch s = scratch[worker];
        int kept = keptAt(worker, first);
        boolean fresh = partition.startsGroup(group, first);
        float[] into = gradients == null ? null : sum.of(group, gradients);
        float[] sums = hoisted.of(group, hoistedSums);
        int sumsAt = hoisted.at(group);
        float[] g = s.layers.g1.data();
        int gAt = s.layers.g1.at();
        float[] base = s.base.data();
        int baseAt = s.base.at();
        // The last clip passes every gradient: at l = 1 the mean is a0hat, and what that clipped is stopped below.
        System.arraycopy(dResult, first * action, s.dAction, 0, rows * action);
        Arrays.fill(base, baseAt, baseAt + rows * hidden, 0f);
        for (int l = 1; l <= steps; l++) {
            reverse.backward(l, rows * action, clean, actionAt(l - 1, kept), s.dAction, s.dNoisePrediction);
            layers.backward(
                    layerRow(l, kept), rows, s.dNoisePrediction, 0, s.layers, fresh && l == 1, into, sum.at(group));
            if (l < steps || dNoise != null) {
                actionWeightsBackward.multiply(
                        rows, g, gAt, hidden, s.dAction, 0, actionStart, Float.NEGATIVE_INFINITY, s.dAction, 0, action);
            }
            if (gradients != null) {
                products.addTransposed(
                        action,
                        hidden,
                        rows,
                        actions,
                        actionAt(l, kept),
                        action,
                        g,
                        gAt,
                        hidden,
                        fresh && l == 1,
                        sums,
                        sumsAt + state * hidden,
                        hidden);
                Rows.addColumnSums(rows, hidden, g, gAt, fresh, sums, sumsAt + stepSumsAt(l));
            }
            Rows.add(rows * hidden, g, gAt, base, baseAt);
        }
        int stateAt = first * state;
        if (gradients != null) {
            products.addTransposed(
                    state, hidden, rows, states, stateAt, state, base, baseAt, hidden, fresh, sums, sumsAt, hidden);
        }
        if (dState != null) {
            stateWeightsBackward.multiply(rows, base, baseAt, hidden, dState, stateAt, state);
        }
        if (dNoise != null) {
            System.arraycopy(s.dAction, 0, dNoise, first * action, rows * action);
        }
    }

    /** Where the sums of g1 in a step, {@code [hidden]}, start among the hoisted ones, after those by state and action. */
    private int stepSumsAt(int l) {
        return (state + action + l - 1) * hidden;
    }

    /** The first layer, and the step network behind it. */
    @Override
    void finishGradients(float[] parameters, float[] gradients) {
        byHidden.copy(state, hidden, hoistedSums, 0, gradients, weight + action + embedding, in);
        byHidden.copy(action, hidden, hoistedSums, state * hidden, gradients, weight, in);
        int stepSums = stepSumsAt(1);
        Rows.addColumnSums(steps, hidden, hoistedSums, stepSums, true, gradients, bias);
        Gemm.addTransposed(
                embedding,
                hidden,
                steps,
                stepNetwork.vectors,
                0,
                embedding,
                hoistedSums,
                stepSums,
                hidden,
                true,
                stepGradient,
                0,
                hidden);
        byHidden.copy(embedding, hidden, stepGradient, 0, gradients, weight + action, in);
        Gemm.packed(steps, hoistedSums, stepSums, hidden, stepWeightsBackward, stepNetwork.dVectors, 0, embedding);
        stepNetwork.backward(gradients);
    }

    @Override
    public double[] trace(String name) {
        requireKept();
        int l = Integer.parseInt(name.substring(name.lastIndexOf('_') + 1));
        String what = name.substring(0, name.lastIndexOf('_'));
        if (what.equals("step_vector") && l >= 1 && l <= steps) {
            return doubles(stepNetwork.vectors, (l - 1) * embedding, embedding);
        }
        if (training && l <= steps) {
            int count = rowsInAll * action;
            if (what.equals("a") && l >= 0) {
                return doubles(actions, actionAt(l, 0), count);
            }
            if (what.equals("eps") && l >= 1) {
                return doubles(noisePrediction, actionAt(l - 1, 0), count);
            }
            if (what.equals("a0hat") && l >= 1) {
                double[] values = doubles(clean, actionAt(l - 1, 0), count);
                Arrays.setAll(values, i -> Math.clamp(values[i], -1.0, 1.0));
                return values;
            }
        }
        return super.trace(name);
    }

    private static double[] doubles(float[] source, int at, int count) {
        double[] values = new double[count];
        Arrays.setAll(values, i -> source[at + i]);
        return values;
    }
}
