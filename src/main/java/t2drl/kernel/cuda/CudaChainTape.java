package t2drl.kernel.cuda;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.Activation;
import t2drl.kernel.ChainShape;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.ParameterLayout;

/** The flat family's reverse chain (chain.cu): noise prediction, clips. */
final class CudaChainTape extends CudaTape {
    private static final int STEP_NETWORK_THREADS = 512;

    private final CudaStream stream;
    private final boolean tf32;
    private final ChainShape shape;
    private final int rows;
    private final int steps;
    private final int actions; // numbers of an action, [rows, action]
    private final int width;
    private final CudaDense step0;
    private final CudaDense step2;
    private final CudaDense noisyColumns;
    private final CudaDense stepColumns;
    private final CudaDense stateColumns;
    private final CudaDense layer2;
    private final CudaDense layer4;

    private final CudaBuffer sinusoids; // [steps, width], as all that follows of the step network
    private final CudaBuffer stepHidden; // [steps, 2 width]
    private final CudaBuffer stepSaved; // [steps, 2 width]
    private final CudaBuffer stepVectors;
    private final CudaBuffer stepTerms; // [steps, hidden]
    private final CudaBuffer stateTerm; // [rows, hidden]
    private final CudaBuffer noisy; // a_l, [steps + 1, rows, action], a_0 first; not training: the one of now
    private final Activations h1; // [steps, rows, hidden]; not training: of the step of now
    private final Activations h2; // the same
    private final @Nullable Backward backward;

    /** What only a backward pass needs. */
    private static final class Backward {
        final CudaBuffer eps; // [steps, rows, action], as the next two
        final CudaBuffer clean; // before its clip
        final CudaBuffer dEps;
        final CudaBuffer direct; // the part of the gradient by a_l that passes the network by, [rows, action]
        final CudaBuffer d1; // [steps, rows, hidden]
        final CudaBuffer d2; // [steps, rows, hidden]
        final CudaBuffer dStateTerm; // [rows, hidden]
        final CudaBuffer stepSums; // [parts, hidden]
        final CudaBuffer dStepTerms; // [steps, hidden]
        final CudaBuffer dStepVectors; // [steps, width]
        final CudaBuffer dStepHidden; // [steps, 2 width]
        final GradientParts sums;

        Backward(CudaStream stream, CudaDevice device, ChainShape shape, int rows) {
            int steps = shape.schedule().steps();
            int actions = rows * shape.action();
            int hidden = rows * shape.hidden();
            sums = new GradientParts(stream, device, shape.layout().size(), steps, rows);
            eps = CudaBuffer.of(device.buffer(steps * actions));
            clean = CudaBuffer.of(device.buffer(steps * actions));
            dEps = CudaBuffer.of(device.buffer(steps * actions));
            direct = CudaBuffer.of(device.buffer(actions));
            d1 = CudaBuffer.of(device.buffer(steps * hidden));
            d2 = CudaBuffer.of(device.buffer(steps * hidden));
            dStateTerm = CudaBuffer.of(device.buffer(hidden));
            stepSums = CudaBuffer.of(device.buffer(sums.count * shape.hidden()));
            dStepTerms = CudaBuffer.of(device.buffer(steps * shape.hidden()));
            dStepVectors = CudaBuffer.of(device.buffer(steps * shape.embedding()));
            dStepHidden = CudaBuffer.of(device.buffer(steps * 2 * shape.embedding()));
        }
    }

    /** The constants of one step's combination, as kernels take them. */
    private record Step(float cleanFromNoisy, float cleanFromNoise, float meanFromClean, float meanFromNoisy) {
        static Step of(NoiseSchedule schedule, int l) {
            return new Step(
                    (float) schedule.cleanFromNoisy(l),
                    (float) schedule.cleanFromNoise(l),
                    (float) schedule.meanFromClean(l),
                    (float) schedule.meanFromNoisy(l));
        }
    }

    CudaChainTape(CudaStream stream, CudaDevice device, ChainShape shape, int rows, boolean training) {
        super(
                new Sizes(
                        shape.layout().size(),
                        rows * shape.state(),
                        shape.schedule().steps() * rows * shape.action(),
                        rows * shape.action()),
                training);
        this.stream = stream;
        this.shape = shape;
        this.rows = rows;
        tf32 = device.tf32();
        steps = shape.schedule().steps();
        actions = rows * shape.action();
        width = shape.embedding();
        ParameterLayout layout = shape.layout();
        step0 = CudaDense.of(stream, device, layout, "step.0");
        step2 = CudaDense.of(stream, device, layout, "step.2");
        CudaDense first = CudaDense.of(stream, device, layout, "trunk.0");
        noisyColumns = first.columns(0, shape.action());
        stepColumns = first.columns(shape.action(), width);
        stateColumns = first.columns(shape.action() + width, shape.state());
        layer2 = CudaDense.of(stream, device, layout, "trunk.2");
        layer4 = CudaDense.of(stream, device, layout, "trunk.4");

        sinusoids = CudaBuffer.of(device.buffer(steps * width));
        for (int l = 1; l <= steps; l++) {
            sinusoids.write((l - 1) * width, NoiseSchedule.embedding(l, width), 0, width);
        }
        stepHidden = CudaBuffer.of(device.buffer(steps * 2 * width));
        stepSaved = CudaBuffer.of(device.buffer(steps * 2 * width));
        stepVectors = CudaBuffer.of(device.buffer(steps * width));
        stepTerms = CudaBuffer.of(device.buffer(steps * shape.hidden()));
        stateTerm = CudaBuffer.of(device.buffer(rows * shape.hidden()));
        noisy = CudaBuffer.of(device.buffer(training ? (steps + 1) * actions : actions));
        int hidden = (training ? steps : 1) * rows * shape.hidden();
        h1 = Activations.of(device, shape.activation(), hidden, training);
        h2 = Activations.of(device, shape.activation(), hidden, training);
        backward = training ? new Backward(stream, device, shape, rows) : null;
    }

    @Override
    void forward(CudaBuffer parameters, CudaBuffer state, CudaBuffer noise, CudaBuffer action) {
        prepare(parameters, noise);
        CudaBuffer start = stateColumns.biases(parameters);
        stateColumns.forward(rows, parameters, state, start, null, Activation.IDENTITY, stateTerm, null);
        for (int l = steps; l >= 1; l--) {
            Activations first = h1.from(hiddenAt(l));
            Activations second = h2.from(hiddenAt(l));
            noisyColumns.forward(
                    rows,
                    parameters,
                    noisy(l),
                    stepTerms.from((l - 1) * shape.hidden()),
                    stateTerm,
                    first.kind(),
                    first.values(),
                    first.derivatives());
            layer2.forward(rows, parameters, first.values(), second.kind(), second.values(), second.derivatives());
            output(l, parameters, second.values(), noise, action);
        }
    }

    /** All that comes before the first step but the state's term. */
    private void prepare(CudaBuffer parameters, CudaBuffer noise) {
        stream.launch(
                "chain_prepare",
                steps + Blocks.ofThreads(actions),
                Blocks.THREADS,
                sinusoids,
                step0.weights(parameters),
                step0.biases(parameters),
                step2.weights(parameters),
                step2.biases(parameters),
                stepColumns.weights(parameters),
                stepColumns.stride(),
                stepHidden,
                stepSaved,
                stepVectors,
                stepTerms,
                steps,
                width,
                shape.hidden(),
                shape.activation().ordinal(),
                noise,
                noisy(steps),
                actions);
    }

    /** From the second layer's result to {@code a_{l-1}}; {@code z_l} is block {@code L + 1 - l} of the noise. */
    private void output(int l, CudaBuffer parameters, CudaBuffer hidden, CudaBuffer noise, CudaBuffer action) {
        Step step = Step.of(shape.schedule(), l);
        GemmTile tile = GemmTile.ofActions(rows, shape.action());
        stream.launch(
                tile.kernel("chain_output", tf32),
                tile.grid(rows, shape.action(), 1),
                hidden,
                layer4.weights(parameters),
                layer4.biases(parameters),
                noisy(l),
                l > 1 ? noise.from((steps + 1 - l) * actions) : null,
                backward == null ? null : backward.eps.from((l - 1) * actions),
                backward == null ? null : backward.clean.from((l - 1) * actions),
                noisy(l - 1),
                l > 1 ? null : action,
                rows,
                shape.hidden(),
                shape.action(),
                step.cleanFromNoisy,
                step.cleanFromNoise,
                step.meanFromClean,
                step.meanFromNoisy,
                (float) shape.schedule().deviation(l));
    }

    @Override
    void backward(
            CudaBuffer parameters,
            CudaBuffer state,
            CudaBuffer dAction,
            @Nullable CudaBuffer gradients,
            @Nullable CudaBuffer dState,
            @Nullable CudaBuffer dNoise) {
        Backward b = Objects.requireNonNull(backward);
        Step step = Step.of(shape.schedule(), 1);
        stream.launch(
                "chain_start",
                Blocks.ofThreads(actions),
                Blocks.THREADS,
                dAction,
                b.clean,
                b.dEps,
                b.direct,
                actions,
                step.cleanFromNoisy,
                step.cleanFromNoise,
                step.meanFromClean,
                step.meanFromNoisy);
        for (int l = 1; l <= steps; l++) {
            int at = hiddenAt(l);
            CudaBuffer d2 = b.d2.from(at);
            CudaBuffer d1 = b.d1.from(at);
            layer4.inputGradient(
                    rows,
                    parameters,
                    b.dEps.from((l - 1) * actions),
                    h2.from(at).slopes(),
                    h2.kind(),
                    d2);
            layer2.inputGradient(rows, parameters, d2, h1.from(at).slopes(), h1.kind(), d1, b.dStateTerm, l > 1);
            if (l < steps || dNoise != null) {
                input(l, parameters, d1, b, dNoise);
            }
        }
        if (dState != null) {
            stateColumns.inputGradient(rows, parameters, b.dStateTerm, null, Activation.IDENTITY, dState);
        }
        if (gradients != null) {
            gradients(parameters, state, b, gradients);
        }
    }

    /** From the first layer's gradient to that by {@code a_l}, and on to that by {@code eps_{l+1}}. */
    private void input(int l, CudaBuffer parameters, CudaBuffer d1, Backward b, @Nullable CudaBuffer dNoise) {
        boolean last = l == steps;
        Step step = Step.of(shape.schedule(), last ? l : l + 1);
        GemmTile tile = GemmTile.ofActions(rows, shape.action());
        stream.launch(
                tile.kernel("chain_input", tf32),
                tile.grid(rows, shape.action(), 1),
                d1,
                noisyColumns.weights(parameters),
                noisyColumns.stride(),
                b.direct,
                last ? null : b.clean.from(l * actions),
                last ? null : b.dEps.from(l * actions),
                last ? dNoise : null,
                rows,
                shape.hidden(),
                shape.action(),
                step.cleanFromNoisy,
                step.cleanFromNoise,
                step.meanFromClean,
                step.meanFromNoisy);
    }

    private void gradients(CudaBuffer parameters, CudaBuffer state, Backward b, CudaBuffer gradients) {
        layer4.weightGradient(steps, rows, b.dEps, h2.values(), b.sums);
        layer2.weightGradient(steps, rows, b.d2, h1.values(), b.sums);
        noisyColumns.weightGradient(steps, rows, b.d1, noisy(1), b.sums, b.stepSums, shape.hidden());
        stateColumns.weightGradient(1, rows, b.dStateTerm, state, b.sums);
        b.sums.sum(gradients);
        stream.launch(
                "chain_step_network_backward",
                1,
                STEP_NETWORK_THREADS,
                b.stepSums,
                b.sums.count / steps,
                sinusoids,
                stepHidden,
                stepSaved,
                stepVectors,
                step2.weights(parameters),
                stepColumns.weights(parameters),
                stepColumns.stride(),
                b.dStepTerms,
                b.dStepVectors,
                b.dStepHidden,
                step0.weights(gradients),
                step0.biases(gradients),
                step2.weights(gradients),
                step2.biases(gradients),
                stepColumns.weights(gradients),
                steps,
                width,
                shape.hidden(),
                shape.activation().ordinal());
    }

    private CudaBuffer noisy(int l) {
        return training ? noisy.from(l * actions) : noisy;
    }

    private int hiddenAt(int l) {
        return training ? (l - 1) * rows * shape.hidden() : 0;
    }

    @Override
    public double[] trace(String name) {
        if (backward != null) {
            for (int l = 0; l <= steps; l++) {
                if (name.equals("a_" + l)) {
                    return read(noisy(l), 0, actions);
                }
            }
            for (int l = 1; l <= steps; l++) {
                if (name.equals("eps_" + l)) {
                    return read(backward.eps, (l - 1) * actions, actions);
                }
                if (name.equals("a0hat_" + l)) {
                    double[] unclipped = read(backward.clean, (l - 1) * actions, actions);
                    return Arrays.stream(unclipped)
                            .map(x -> Math.clamp(x, -1, 1))
                            .toArray();
                }
            }
        }
        for (int l = 1; l <= steps; l++) {
            if (name.equals("step_vector_" + l)) {
                return read(stepVectors, (l - 1) * width, width);
            }
        }
        return super.trace(name);
    }

    private static double[] read(CudaBuffer buffer, int at, int count) {
        double[] values = new double[count];
        buffer.read(at, values, 0, count);
        return values;
    }
}
