package t2drl.kernel.vector;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.ChainShape;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.ParameterLayout;
import t2drl.kernel.Tape;

/** The flat family's reverse chain (noise prediction, clips), with the same terms hoisted as in {@link SharedChainTape}. */
final class ChainTape implements Tape {
    private final ChainShape shape;
    private final int steps;
    private final int state;
    private final int action;
    private final int hidden;
    private final int embedding;
    private final int rowsInAll;
    private final boolean training;
    private final int keptRows;
    private final NoiseSchedule schedule;

    final Partition partition;
    final GradientSum sum;
    private final int in;
    private final int weight;
    private final int bias;
    private final StepNetwork stepNetwork;
    private final MlpLayers layers;
    private final Panels stateWeights; // [state, hidden]
    private final Panels actionWeights; // [action, hidden]
    private final float[] stepTerm; // [steps, hidden]
    private final float[] actions; // a_l, [steps + 1, kept rows, action], a_0 first
    private final float[] noisePrediction; // eps_l, [steps, kept rows, action]
    private final float[] clean; // a0hat_l before its clip, [steps, kept rows, action]
    private final float[] columnSums; // of g1, [groups, steps, hidden]
    private final int[] rowStart; // by row of a chunk, where it starts among rows of the hidden width
    private final Scratch[] scratch;

    /** What one group of chunks works in. */
    private static final class Scratch {
        final MlpLayers.Scratch layers;
        final float[] base; // state term [rows, hidden]; backward: sum over steps of g1
        final float[] dAction; // [rows, action]
        final float[] dNoisePrediction; // [rows, action]

        Scratch(MlpLayers.Scratch layers, int rows, int hidden, int action) {
            this.layers = layers;
            base = new float[rows * hidden];
            dAction = new float[rows * action];
            dNoisePrediction = new float[rows * action];
        }
    }

    ChainTape(ChainShape shape, int rows, boolean training) {
        this.shape = shape;
        this.rowsInAll = rows;
        this.training = training;
        schedule = shape.schedule();
        steps = schedule.steps();
        state = shape.state();
        action = shape.action();
        hidden = shape.hidden();
        embedding = shape.embedding();
        in = action + embedding + state;
        ParameterLayout layout = shape.layout();
        weight = layout.entry("trunk.0.weight").offset();
        bias = layout.entry("trunk.0.bias").offset();
        partition = Partition.of(rows, MlpTape.CHUNK_ROWS);
        keptRows = training ? rows : partition.groups() * partition.chunk();
        layers = new MlpLayers(
                SharedLayers.dense(layout, "trunk.2", hidden, hidden),
                SharedLayers.dense(layout, "trunk.4", hidden, action),
                shape.activation(),
                training ? steps * rows : keptRows,
                training);
        stepNetwork = new StepNetwork(shape);
        sum = new GradientSum(training ? layout.size() : 0, partition.groups());
        stateWeights = new Panels(state, hidden);
        actionWeights = new Panels(action, hidden);
        stepTerm = new float[steps * hidden];
        actions = new float[(steps + 1) * keptRows * action];
        noisePrediction = new float[steps * keptRows * action];
        clean = new float[steps * keptRows * action];
        columnSums = new float[training ? partition.groups() * steps * hidden : 0];
        rowStart = new int[partition.chunk()];
        Arrays.setAll(rowStart, r -> r * hidden);
        scratch = new Scratch[partition.groups()];
        for (int g = 0; g < scratch.length; g++) {
            scratch[g] = new Scratch(layers.scratch(partition.chunk()), partition.chunk(), hidden, action);
        }
    }

    void prepare(float[] parameters) {
        layers.prepare(parameters);
        stepNetwork.forward(parameters);
        actionWeights.pack(1, parameters, weight, 1, in);
        stateWeights.pack(1, parameters, weight + action + embedding, 1, in);
        for (int l = 0; l < steps; l++) {
            for (int h = 0; h < hidden; h++) {
                stepTerm[l * hidden + h] =
                        Rows.dot(embedding, parameters, weight + h * in + action, stepNetwork.vectors, l * embedding);
            }
        }
    }

    private int actionAt(int l, int keptRow) {
        return (l * keptRows + keptRow) * action;
    }

    private int layerRow(int l, int keptRow) {
        return training ? (l - 1) * rowsInAll + keptRow : keptRow;
    }

    void forward(int group, float[] parameters, float[] states, float[] noise, float[] result) {
        Scratch s = scratch[group];
        for (int chunk = partition.firstChunk(group); chunk < partition.firstChunk(group + 1); chunk++) {
            int first = partition.start(chunk);
            int rows = partition.size(chunk);
            int kept = training ? first : group * partition.chunk();
            Gemm.packed(
                    rows,
                    states,
                    first * state,
                    state,
                    stateWeights,
                    parameters,
                    bias,
                    null,
                    Float.NEGATIVE_INFINITY,
                    s.base,
                    0,
                    hidden);
            System.arraycopy(noise, first * action, actions, actionAt(steps, kept), rows * action);
            for (int l = steps; l >= 1; l--) {
                int row = layerRow(l, kept);
                float[] z = layers.firstLayer();
                System.arraycopy(s.base, 0, z, row * hidden, rows * hidden);
                for (int r = 0; r < rows; r++) {
                    Rows.add(hidden, stepTerm, (l - 1) * hidden, z, (row + r) * hidden);
                }
                Gemm.packed(
                        rows,
                        actions,
                        actionAt(l, kept),
                        action,
                        actionWeights,
                        z,
                        row * hidden,
                        rowStart,
                        layers.floor(),
                        z,
                        row * hidden,
                        hidden);
                int next = actionAt(l - 1, kept);
                layers.forward(row, rows, parameters, noisePrediction, next);
                int noiseAt = l == 1 ? 0 : ((steps + 1 - l) * rowsInAll + first) * action;
                reverseStep(l, rows * action, actionAt(l, kept), next, noise, noiseAt);
            }
            int last = actionAt(0, kept);
            for (int i = 0; i < rows * action; i++) {
                result[first * action + i] = clip(actions[last + i]);
            }
        }
    }

    /** {@code eps_l}, {@code a0hat_l} and {@code a_{l-1}} of the same rows lie at the same place, {@code next}. */
    private void reverseStep(int l, int n, int at, int next, float[] noise, int noiseAt) {
        float cleanFromNoisy = (float) schedule.cleanFromNoisy(l);
        float cleanFromNoise = (float) schedule.cleanFromNoise(l);
        float fromClean = (float) schedule.meanFromClean(l);
        float fromNoisy = (float) schedule.meanFromNoisy(l);
        float sigma = (float) schedule.deviation(l);
        for (int i = 0; i < n; i++) {
            float c = cleanFromNoisy * actions[at + i] - cleanFromNoise * noisePrediction[next + i];
            clean[next + i] = c;
            float z = l == 1 ? 0 : noise[noiseAt + i];
            actions[next + i] = fromClean * clip(c) + fromNoisy * actions[at + i] + sigma * z;
        }
    }

    private static float clip(float x) {
        return Math.max(-1f, Math.min(1f, x));
    }

    private static boolean inside(float x) {
        return x >= -1f && x <= 1f;
    }

    void backward(
            int group,
            float[] parameters,
            float[] states,
            float[] dResult,
            boolean gradients,
            float @Nullable [] dState,
            float @Nullable [] dNoise) {
        Scratch s = scratch[group];
        float[] into = gradients ? sum.partial : null;
        int at = sum.at(group);
        if (gradients) {
            sum.clear(group);
        }
        Arrays.fill(columnSums, group * steps * hidden, (group + 1) * steps * hidden, 0f);
        for (int chunk = partition.firstChunk(group); chunk < partition.firstChunk(group + 1); chunk++) {
            int first = partition.start(chunk);
            int rows = partition.size(chunk);
            // The last clip passes every gradient: at l = 1 the mean is a0hat, and what that clipped is stopped below.
            System.arraycopy(dResult, first * action, s.dAction, 0, rows * action);
            SharedLayers.clear(s.base, rows * hidden);
            for (int l = 1; l <= steps; l++) {
                reverseStepBackward(l, rows * action, s, actionAt(l - 1, first));
                int row = layerRow(l, first);
                layers.backward(row, rows, parameters, s.dNoisePrediction, 0, s.layers, into, at);
                float[] g = s.layers.g1;
                Gemm.multiplyAdd(rows, action, hidden, g, 0, hidden, 1, parameters, weight, in, s.dAction, 0, action);
                if (gradients) {
                    Gemm.multiplyAdd(
                            hidden,
                            action,
                            rows,
                            g,
                            0,
                            1,
                            hidden,
                            actions,
                            actionAt(l, first),
                            action,
                            sum.partial,
                            at + weight,
                            in);
                    Rows.addColumnSums(rows, hidden, g, 0, columnSums, (group * steps + l - 1) * hidden);
                }
                Rows.add(rows * hidden, g, 0, s.base, 0);
            }
            int stateAt = first * state;
            int stateWeight = weight + action + embedding;
            if (gradients) {
                Gemm.multiplyAdd(
                        hidden,
                        state,
                        rows,
                        s.base,
                        0,
                        1,
                        hidden,
                        states,
                        stateAt,
                        state,
                        sum.partial,
                        at + stateWeight,
                        in);
            }
            if (dState != null) {
                Arrays.fill(dState, stateAt, stateAt + rows * state, 0f);
                Gemm.multiplyAdd(
                        rows, state, hidden, s.base, 0, hidden, 1, parameters, stateWeight, in, dState, stateAt, state);
            }
            if (dNoise != null) {
                System.arraycopy(s.dAction, 0, dNoise, first * action, rows * action);
            }
        }
    }

    private void reverseStepBackward(int l, int n, Scratch s, int next) {
        float cleanFromNoisy = (float) schedule.cleanFromNoisy(l);
        float cleanFromNoise = (float) schedule.cleanFromNoise(l);
        float fromClean = (float) schedule.meanFromClean(l);
        float fromNoisy = (float) schedule.meanFromNoisy(l);
        for (int i = 0; i < n; i++) {
            float g = s.dAction[i];
            float dClean = inside(clean[next + i]) ? fromClean * g : 0;
            s.dNoisePrediction[i] = -cleanFromNoise * dClean;
            s.dAction[i] = fromNoisy * g + cleanFromNoisy * dClean;
        }
    }

    /** After all groups are summed: the bias, the step vector's columns, and the step network behind them. */
    void finishGradients(float[] parameters, float[] gradients) {
        stepNetwork.clear();
        for (int l = 0; l < steps; l++) {
            for (int h = 0; h < hidden; h++) {
                float g = 0;
                for (int group = 0; group < partition.groups(); group++) {
                    g += columnSums[(group * steps + l) * hidden + h];
                }
                gradients[bias + h] += g;
                int row = weight + h * in + action;
                Rows.addScaled(embedding, g, stepNetwork.vectors, l * embedding, gradients, row);
                Rows.addScaled(embedding, g, parameters, row, stepNetwork.dVectors, l * embedding);
            }
        }
        stepNetwork.backward(parameters, gradients);
    }

    boolean training() {
        return training;
    }

    @Override
    public double[] trace(String name) {
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
        throw new IllegalArgumentException("this chain's tape has no " + name);
    }

    private static double[] doubles(float[] source, int at, int count) {
        double[] values = new double[count];
        Arrays.setAll(values, i -> source[at + i]);
        return values;
    }
}
