package t2drl.kernel.scalar;

import t2drl.kernel.ChainShape;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.ParameterLayout;
import t2drl.kernel.SharedChainShape;

/**
 * What the number of a reverse step, with the bias, adds to the first layer of a chain's network: {@code [steps, hidden]}, row {@code l - 1}. It depends on no
 * state, so whoever does not train needs it once.
 */
public final class StepTerms {
    private StepTerms() {}

    /** Of the shared family's chain, from the parameters of its network. */
    public static float[] of(SharedChainShape shape, float[] parameters) {
        Dense first = Dense.of(shape.layout(), "net.1").columnsWithBias(shape.features() + 2, shape.embedding());
        int steps = shape.schedule().steps();
        return terms(first, steps, widened(parameters), embeddings(steps, shape.embedding()), shape.hidden());
    }

    /** Of the flat family's chain, through its step network. */
    public static float[] of(ChainShape shape, float[] parameters) {
        ParameterLayout layout = shape.layout();
        int steps = shape.schedule().steps();
        int width = shape.embedding();
        double[] p = widened(parameters);
        double[] hidden = new double[steps * 2 * width];
        double[] vectors = new double[steps * width];
        Dense.of(layout, "step.0").forward(steps, p, embeddings(steps, width), hidden);
        ScalarActivation.apply(shape.activation(), hidden, hidden);
        Dense.of(layout, "step.2").forward(steps, p, hidden, vectors);
        return terms(
                Dense.of(layout, "trunk.0").columnsWithBias(shape.action(), width), steps, p, vectors, shape.hidden());
    }

    private static double[] embeddings(int steps, int width) {
        double[] embeddings = new double[steps * width];
        for (int l = 1; l <= steps; l++) {
            System.arraycopy(NoiseSchedule.embedding(l, width), 0, embeddings, (l - 1) * width, width);
        }
        return embeddings;
    }

    private static float[] terms(Dense layer, int steps, double[] p, double[] vectors, int hidden) {
        double[] terms = new double[steps * hidden];
        layer.forward(steps, p, vectors, terms);
        float[] rounded = new float[terms.length];
        for (int i = 0; i < terms.length; i++) {
            rounded[i] = (float) terms[i];
        }
        return rounded;
    }

    private static double[] widened(float[] numbers) {
        double[] wide = new double[numbers.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = numbers[i];
        }
        return wide;
    }
}
