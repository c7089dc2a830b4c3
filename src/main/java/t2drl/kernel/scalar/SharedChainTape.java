package t2drl.kernel.scalar;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.Prediction;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.SharedShape;

/** One pass through the shared family's reverse chain (networks, "Diffusion actor"). Arrays over steps are indexed by l. */
final class SharedChainTape extends ScalarTape {
    final SharedChainShape shape;
    final int cells;
    private final int users;
    private final int rows;
    private final int steps;
    private final int actionSize;
    private final Dense stateColumns;
    private final Dense noisyColumns;
    private final Dense stepColumns;
    private final Body[] bodies;

    /** The state's term of the first layer, {@code [cells, users, hidden]}, the same in all steps. */
    private final double[] stateTerm;

    private final double[] embeddings;

    /** The embeddings' term of the first layer, {@code [steps, hidden]}, the same for all rows. */
    private final double[] stepTerm;

    /** {@code a_l, l = 0 .. L}, {@code [cells, 2 * users]}. */
    private final double[][] noisy;

    /** {@code a_l} as the network reads it, {@code [cells, users, 2]}. */
    private final double[][] noisyPairs;

    /** What the network gives, {@code [cells, users, 2]}. */
    private final double[] outputPairs;

    /** {@code a0hat_l}, of a network that predicts the noise before its clip, {@code [cells, 2 * users]}. */
    private final double[][] clean;

    private final double[] dNoisy;
    private final double[] dOutput;
    private final double[] dPairs;
    private final double[] dStateTerm;
    private final double[] dStepTerm;

    SharedChainTape(SharedChainShape shape, int cells, boolean training) {
        super(training);
        this.shape = shape;
        this.cells = cells;
        users = shape.users();
        rows = cells * users;
        steps = shape.schedule().steps();
        actionSize = 2 * rows;
        SharedShape network = shape.network();
        int width = shape.embedding();
        Dense first = Dense.of(network.layout(), "net.1");
        stateColumns = first.columnsWithBias(0, shape.features());
        noisyColumns = first.columns(shape.features(), 2);
        stepColumns = first.columns(shape.features() + 2, width);
        bodies = new Body[steps + 1];
        for (int l = 1; l <= steps; l++) {
            bodies[l] = l == 1 || training ? new SharedBody(network, cells) : bodies[1];
        }
        stateTerm = new double[rows * shape.hidden()];
        embeddings = new double[steps * width];
        for (int l = 1; l <= steps; l++) {
            System.arraycopy(NoiseSchedule.embedding(l, width), 0, embeddings, (l - 1) * width, width);
        }
        stepTerm = new double[steps * shape.hidden()];
        noisy = new double[steps + 1][actionSize];
        noisyPairs = new double[steps + 1][actionSize];
        outputPairs = new double[actionSize];
        clean = new double[steps + 1][actionSize];
        dNoisy = new double[actionSize];
        dOutput = new double[actionSize];
        dPairs = new double[actionSize];
        dStateTerm = new double[stateTerm.length];
        dStepTerm = new double[stepTerm.length];
    }

    void forward(double[] p, double[] state, double[] noise, double[] action) {
        stateColumns.forward(rows, p, state, stateTerm);
        stepColumns.forward(steps, p, embeddings, stepTerm);
        System.arraycopy(noise, 0, noisy[steps], 0, actionSize);
        for (int l = steps; l >= 1; l--) {
            Pairs.fromAction(cells, users, noisy[l], noisyPairs[l]);
            Terms.sum(shape.hidden(), stateTerm, stepTerm, l - 1, bodies[l].pre1());
            noisyColumns.addForward(rows, p, noisyPairs[l], bodies[l].pre1());
            bodies[l].forward(p, outputPairs);
            Pairs.toAction(cells, users, outputPairs, clean[l]);
            if (predictsNoise()) {
                cleanFromNoise(l);
            }
            reverseStep(l, noise);
        }
        System.arraycopy(noisy[0], 0, action, 0, actionSize);
    }

    private boolean predictsNoise() {
        return shape.prediction() == Prediction.NOISE;
    }

    /** In place, from the noise that the network predicts to {@code a0hat_l} before its clip. */
    private void cleanFromNoise(int l) {
        double fromNoisy = shape.schedule().cleanFromNoisy(l);
        double fromNoise = shape.schedule().cleanFromNoise(l);
        for (int i = 0; i < actionSize; i++) {
            clean[l][i] = fromNoisy * noisy[l][i] - fromNoise * clean[l][i];
        }
    }

    /** From {@code a_l} and {@code a0hat_l} to {@code a_{l-1}}; {@code z_l} is block {@code L + 1 - l} of the noise. */
    private void reverseStep(int l, double[] noise) {
        NoiseSchedule schedule = shape.schedule();
        double meanFromClean = schedule.meanFromClean(l);
        double meanFromNoisy = schedule.meanFromNoisy(l);
        double deviation = schedule.deviation(l);
        for (int i = 0; i < actionSize; i++) {
            double mean = meanFromClean * ChainTape.clip(clean[l][i]) + meanFromNoisy * noisy[l][i];
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
        System.arraycopy(dAction, 0, dNoisy, 0, actionSize);
        for (int l = 1; l <= steps; l++) {
            reverseStepBackward(l);
            Pairs.fromAction(cells, users, dOutput, dPairs);
            bodies[l].backward(p, dPairs, gradients);
            double[] dPre1 = bodies[l].dPre1();
            Arrays.fill(dPairs, 0);
            noisyColumns.addInputGradient(rows, p, dPre1, dPairs);
            Pairs.addToAction(cells, users, dPairs, dNoisy);
            if (gradients != null) {
                noisyColumns.addParameterGradients(rows, noisyPairs[l], dPre1, gradients);
            }
            Terms.addGradients(shape.hidden(), dPre1, dStateTerm, dStepTerm, l - 1);
        }
        if (gradients != null) {
            stateColumns.addParameterGradients(rows, state, dStateTerm, gradients);
            stepColumns.addParameterGradients(steps, embeddings, dStepTerm, gradients);
        }
        if (dState != null) {
            Arrays.fill(dState, 0);
            stateColumns.addInputGradient(rows, p, dStateTerm, dState);
        }
        if (dNoise != null) {
            System.arraycopy(dNoisy, 0, dNoise, 0, actionSize);
        }
    }

    /** From the gradient by {@code a_{l-1}} to that by the network's output, and to that by {@code a_l} apart from the network's part. */
    private void reverseStepBackward(int l) {
        NoiseSchedule schedule = shape.schedule();
        double meanFromClean = schedule.meanFromClean(l);
        double meanFromNoisy = schedule.meanFromNoisy(l);
        double cleanFromNoisy = predictsNoise() ? schedule.cleanFromNoisy(l) : 0;
        double cleanFromOutput = predictsNoise() ? -schedule.cleanFromNoise(l) : 1;
        for (int i = 0; i < actionSize; i++) {
            double dClean = ChainTape.passesClip(clean[l][i]) ? meanFromClean * dNoisy[i] : 0;
            dOutput[i] = cleanFromOutput * dClean;
            dNoisy[i] = meanFromNoisy * dNoisy[i] + cleanFromNoisy * dClean;
        }
    }

    @Override
    public double[] trace(String name) {
        for (int l = 0; l <= steps; l++) {
            if (name.equals("a_" + l)) {
                return noisy[l].clone();
            }
        }
        for (int l = 1; l <= steps; l++) {
            if (name.equals("a0hat_" + l)) {
                return Arrays.stream(clean[l]).map(ChainTape::clip).toArray();
            }
        }
        return super.trace(name);
    }
}
