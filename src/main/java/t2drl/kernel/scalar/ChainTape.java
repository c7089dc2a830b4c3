package t2drl.kernel.scalar;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.Activation;
import t2drl.kernel.ChainShape;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.ParameterLayout;

/** One pass through the flat family's reverse chain (networks, "Reverse chain"). Arrays over steps are indexed by l. */
final class ChainTape extends ScalarTape {
    final ChainShape shape;
    final int rows;
    private final int steps;
    private final int actionSize;
    private final Dense step0;
    private final Dense step2;
    private final Dense noisyColumns;
    private final Dense stepColumns;
    private final Dense stateColumns;
    private final Body[] bodies;

    /** The state's term of the first layer, {@code [rows, hidden]}, the same in all steps. */
    private final double[] stateTerm;

    /** The step network, all steps at once: {@code [steps, ...]}, row {@code l - 1}. */
    private final double[] embeddings;

    private final double[] stepPre;
    private final double[] stepHidden;
    private final double[] stepVectors;

    /** The step vectors' term of the first layer, {@code [steps, hidden]}, the same for all rows. */
    private final double[] stepTerm;

    /** {@code a_l, l = 0 .. L}. */
    private final double[][] noisy;

    private final double[][] eps;

    /** {@code a0hat_l} before its clip. */
    private final double[][] unclipped;

    private final double[] dNoisy;
    private final double[] dEps;
    private final double[] dStateTerm;
    private final double[] dStepTerm;
    private final double[] dStepVectors;
    private final double[] dStepHidden;

    ChainTape(ChainShape shape, int rows, boolean training) {
        super(training);
        this.shape = shape;
        this.rows = rows;
        steps = shape.schedule().steps();
        actionSize = rows * shape.action();
        ParameterLayout layout = shape.layout();
        int width = shape.embedding();
        int hidden = shape.hidden();
        step0 = Dense.of(layout, "step.0");
        step2 = Dense.of(layout, "step.2");
        Dense first = Dense.of(layout, "trunk.0");
        noisyColumns = first.columns(0, shape.action());
        stepColumns = first.columns(shape.action(), width);
        stateColumns = first.columnsWithBias(shape.action() + width, shape.state());
        bodies = new Body[steps + 1];
        noisy = new double[steps + 1][actionSize];
        eps = new double[steps + 1][actionSize];
        unclipped = new double[steps + 1][actionSize];
        for (int l = 1; l <= steps; l++) {
            bodies[l] = l == 1 || training ? newBody(layout) : bodies[1];
        }
        stateTerm = new double[rows * hidden];
        embeddings = new double[steps * width];
        for (int l = 1; l <= steps; l++) {
            System.arraycopy(NoiseSchedule.embedding(l, width), 0, embeddings, (l - 1) * width, width);
        }
        stepPre = new double[steps * 2 * width];
        stepHidden = new double[steps * 2 * width];
        stepVectors = new double[steps * width];
        stepTerm = new double[steps * hidden];
        dNoisy = new double[actionSize];
        dEps = new double[actionSize];
        dStateTerm = new double[stateTerm.length];
        dStepTerm = new double[stepTerm.length];
        dStepVectors = new double[stepVectors.length];
        dStepHidden = new double[stepHidden.length];
    }

    private Body newBody(ParameterLayout layout) {
        return new MlpBody(
                rows,
                Dense.of(layout, "trunk.2"),
                Dense.of(layout, "trunk.4"),
                shape.activation(),
                Activation.IDENTITY);
    }

    void forward(double[] p, double[] state, double[] noise, double[] action) {
        stateColumns.forward(rows, p, state, stateTerm);
        step0.forward(steps, p, embeddings, stepPre);
        ScalarActivation.apply(shape.activation(), stepPre, stepHidden);
        step2.forward(steps, p, stepHidden, stepVectors);
        stepColumns.forward(steps, p, stepVectors, stepTerm);

        System.arraycopy(noise, 0, noisy[steps], 0, actionSize);
        for (int l = steps; l >= 1; l--) {
            Terms.sum(shape.hidden(), stateTerm, stepTerm, l - 1, bodies[l].pre1());
            noisyColumns.addForward(rows, p, noisy[l], bodies[l].pre1());
            bodies[l].forward(p, eps[l]);
            reverseStep(l, noise);
        }
        for (int i = 0; i < actionSize; i++) {
            action[i] = clip(noisy[0][i]);
        }
    }

    /** From {@code a_l} and {@code eps_l} to {@code a_{l-1}}; {@code z_l} is block {@code L + 1 - l} of the noise. */
    private void reverseStep(int l, double[] noise) {
        NoiseSchedule schedule = shape.schedule();
        double cleanFromNoisy = schedule.cleanFromNoisy(l);
        double cleanFromNoise = schedule.cleanFromNoise(l);
        double meanFromClean = schedule.meanFromClean(l);
        double meanFromNoisy = schedule.meanFromNoisy(l);
        double deviation = schedule.deviation(l);
        for (int i = 0; i < actionSize; i++) {
            unclipped[l][i] = cleanFromNoisy * noisy[l][i] - cleanFromNoise * eps[l][i];
            double mean = meanFromClean * clip(unclipped[l][i]) + meanFromNoisy * noisy[l][i];
            noisy[l - 1][i] = l > 1 ? mean + deviation * noise[(steps + 1 - l) * actionSize + i] : mean;
        }
    }

    void backward(
            double[] p,
            double[] state,
            double[] dAction,
            double @Nullable [] gradients,
            double @Nullable [] dState,
            double @Nullable [] dNoise) {
        if (gradients != null) {
            Arrays.fill(gradients, 0);
        }
        Arrays.fill(dStateTerm, 0);
        Arrays.fill(dStepTerm, 0);
        for (int i = 0; i < actionSize; i++) {
            dNoisy[i] = passesClip(noisy[0][i]) ? dAction[i] : 0;
        }
        for (int l = 1; l <= steps; l++) {
            reverseStepBackward(l);
            bodies[l].backward(p, dEps, gradients);
            double[] dPre1 = bodies[l].dPre1();
            noisyColumns.addInputGradient(rows, p, dPre1, dNoisy);
            if (gradients != null) {
                noisyColumns.addParameterGradients(rows, noisy[l], dPre1, gradients);
            }
            Terms.addGradients(shape.hidden(), dPre1, dStateTerm, dStepTerm, l - 1);
        }
        if (gradients != null) {
            stateColumns.addParameterGradients(rows, state, dStateTerm, gradients);
            stepNetworkBackward(p, gradients);
        }
        if (dState != null) {
            Arrays.fill(dState, 0);
            stateColumns.addInputGradient(rows, p, dStateTerm, dState);
        }
        if (dNoise != null) {
            System.arraycopy(dNoisy, 0, dNoise, 0, actionSize);
        }
    }

    /** From the gradient by {@code a_{l-1}} to that by {@code eps_l}, and to that by {@code a_l} apart from the network's part. */
    private void reverseStepBackward(int l) {
        NoiseSchedule schedule = shape.schedule();
        double cleanFromNoisy = schedule.cleanFromNoisy(l);
        double cleanFromNoise = schedule.cleanFromNoise(l);
        double meanFromClean = schedule.meanFromClean(l);
        double meanFromNoisy = schedule.meanFromNoisy(l);
        for (int i = 0; i < actionSize; i++) {
            double dClean = passesClip(unclipped[l][i]) ? meanFromClean * dNoisy[i] : 0;
            dEps[i] = -cleanFromNoise * dClean;
            dNoisy[i] = meanFromNoisy * dNoisy[i] + cleanFromNoisy * dClean;
        }
    }

    private void stepNetworkBackward(double[] p, double[] gradients) {
        stepColumns.addParameterGradients(steps, stepVectors, dStepTerm, gradients);
        Arrays.fill(dStepVectors, 0);
        stepColumns.addInputGradient(steps, p, dStepTerm, dStepVectors);
        step2.addParameterGradients(steps, stepHidden, dStepVectors, gradients);
        Arrays.fill(dStepHidden, 0);
        step2.addInputGradient(steps, p, dStepVectors, dStepHidden);
        ScalarActivation.chainRule(shape.activation(), stepPre, dStepHidden);
        step0.addParameterGradients(steps, embeddings, dStepHidden, gradients);
    }

    @Override
    public double[] trace(String name) {
        for (int l = 0; l <= steps; l++) {
            if (name.equals("a_" + l)) {
                return noisy[l].clone();
            }
        }
        for (int l = 1; l <= steps; l++) {
            if (name.equals("eps_" + l)) {
                return eps[l].clone();
            }
            if (name.equals("a0hat_" + l)) {
                return Arrays.stream(unclipped[l]).map(ChainTape::clip).toArray();
            }
            if (name.equals("step_vector_" + l)) {
                return Arrays.copyOfRange(stepVectors, (l - 1) * shape.embedding(), l * shape.embedding());
            }
        }
        return super.trace(name);
    }

    static double clip(double x) {
        return Math.max(-1, Math.min(1, x));
    }

    static boolean passesClip(double x) {
        return -1 <= x && x <= 1;
    }
}
