package t2drl.kernel.scalar;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.Activation;

/** Body of a multilayer perceptron: activation, Dense, activation, Dense, output activation. */
final class MlpBody implements Body {
    private final int rows;
    private final Dense second;
    private final Dense third;
    private final Activation activation;
    private final Activation output;
    private final double[] pre1;
    private final double[] dPre1;
    private final double[] h1;
    private final double[] pre2;
    private final double[] h2;
    private final double[] pre3;
    private final double[] dPre2;
    private final double[] dPre3;

    MlpBody(int rows, Dense second, Dense third, Activation activation, Activation output) {
        this.rows = rows;
        this.second = second;
        this.third = third;
        this.activation = activation;
        this.output = output;
        pre1 = new double[rows * second.in()];
        h1 = new double[rows * second.in()];
        pre2 = new double[rows * second.out()];
        h2 = new double[rows * second.out()];
        pre3 = new double[rows * third.out()];
        dPre1 = new double[pre1.length];
        dPre2 = new double[pre2.length];
        dPre3 = new double[pre3.length];
    }

    @Override
    public double[] pre1() {
        return pre1;
    }

    @Override
    public double[] dPre1() {
        return dPre1;
    }

    @Override
    public void forward(double[] p, double[] y) {
        ScalarActivation.apply(activation, pre1, h1);
        second.forward(rows, p, h1, pre2);
        ScalarActivation.apply(activation, pre2, h2);
        third.forward(rows, p, h2, pre3);
        ScalarActivation.apply(output, pre3, y);
    }

    @Override
    public void backward(double[] p, double[] dy, double @Nullable [] gradients) {
        System.arraycopy(dy, 0, dPre3, 0, dPre3.length);
        ScalarActivation.chainRule(output, pre3, dPre3);
        Arrays.fill(dPre2, 0);
        third.addInputGradient(rows, p, dPre3, dPre2);
        ScalarActivation.chainRule(activation, pre2, dPre2);
        Arrays.fill(dPre1, 0);
        second.addInputGradient(rows, p, dPre2, dPre1);
        ScalarActivation.chainRule(activation, pre1, dPre1);
        if (gradients != null) {
            third.addParameterGradients(rows, h2, dPre3, gradients);
            second.addParameterGradients(rows, h1, dPre2, gradients);
        }
    }
}
