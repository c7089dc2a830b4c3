package t2drl.kernel.scalar;

import t2drl.kernel.Activation;

/** Values and derivatives of the activation functions, both from the pre-activation, without overflow. */
final class ScalarActivation {
    private ScalarActivation() {}

    static double value(Activation activation, double x) {
        return switch (activation) {
            case IDENTITY -> x;
            case RELU -> Math.max(x, 0);
            case SILU -> x * sigmoid(x);
            case MISH -> x * Math.tanh(softplus(x));
            case TANH -> Math.tanh(x);
        };
    }

    static double derivative(Activation activation, double x) {
        return switch (activation) {
            case IDENTITY -> 1;
            case RELU -> x > 0 ? 1 : 0;
            case SILU -> {
                double s = sigmoid(x);
                yield s * (1 + x * (1 - s));
            }
            case MISH -> {
                double t = Math.tanh(softplus(x));
                yield t + x * (1 - t * t) * sigmoid(x);
            }
            case TANH -> {
                double t = Math.tanh(x);
                yield 1 - t * t;
            }
        };
    }

    /** {@code out[i] = value(x[i])} over the whole of {@code x}. */
    static void apply(Activation activation, double[] x, double[] out) {
        for (int i = 0; i < x.length; i++) {
            out[i] = value(activation, x[i]);
        }
    }

    /** {@code d[i] *= derivative(x[i])} over the whole of {@code x}: from the gradient by the value to that by {@code x}. */
    static void chainRule(Activation activation, double[] x, double[] d) {
        for (int i = 0; i < x.length; i++) {
            d[i] *= derivative(activation, x[i]);
        }
    }

    private static double sigmoid(double x) {
        double e = Math.exp(-Math.abs(x));
        return x >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    /** {@code log(1 + e^x)}. */
    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
}
