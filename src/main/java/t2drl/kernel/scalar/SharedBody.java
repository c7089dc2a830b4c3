package t2drl.kernel.scalar;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.Activation;
import t2drl.kernel.ParameterLayout;
import t2drl.kernel.SharedShape;

/** Body of a shared network: two layers with mean pooling over the users of a cell, and the output layer. */
final class SharedBody implements Body {
    private final int cells;
    private final int users;
    private final int rows;
    private final int hidden;
    private final Dense second;
    private final Dense secondPool;
    private final Dense third;
    private final Dense thirdPool;
    private final Dense fourth;
    private final Activation activation;
    private final Activation output;
    private final double[] pre1;
    private final double[] dPre1;
    private final double[] h1;
    private final double[] mean1;
    private final double[] pre2;
    private final double[] h2;
    private final double[] mean2;
    private final double[] pre3;
    private final double[] h3;
    private final double[] pre4;
    private final double[] pooled;
    private final double[] dMean;
    private final double[] dPre2;
    private final double[] dPre3;
    private final double[] dPre4;

    SharedBody(SharedShape shape, int cells) {
        this.cells = cells;
        users = shape.users();
        rows = cells * users;
        hidden = shape.hidden();
        ParameterLayout layout = shape.layout();
        second = Dense.of(layout, "net.2");
        secondPool = Dense.withoutBias(layout, "net.2.pool");
        third = Dense.of(layout, "net.3");
        thirdPool = Dense.withoutBias(layout, "net.3.pool");
        fourth = Dense.of(layout, "net.4");
        activation = shape.activation();
        output = shape.output();
        pre1 = new double[rows * hidden];
        h1 = new double[rows * hidden];
        mean1 = new double[cells * hidden];
        pre2 = new double[rows * hidden];
        h2 = new double[rows * hidden];
        mean2 = new double[cells * hidden];
        pre3 = new double[rows * hidden];
        h3 = new double[rows * hidden];
        pre4 = new double[rows * shape.outputs()];
        pooled = new double[cells * hidden];
        dMean = new double[cells * hidden];
        dPre1 = new double[rows * hidden];
        dPre2 = new double[rows * hidden];
        dPre3 = new double[rows * hidden];
        dPre4 = new double[pre4.length];
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
        pooledForward(p, second, secondPool, h1, mean1, pre2);
        ScalarActivation.apply(activation, pre2, h2);
        pooledForward(p, third, thirdPool, h2, mean2, pre3);
        ScalarActivation.apply(activation, pre3, h3);
        fourth.forward(rows, p, h3, pre4);
        ScalarActivation.apply(output, pre4, y);
    }

    @Override
    public void backward(double[] p, double[] dy, double @Nullable [] gradients) {
        System.arraycopy(dy, 0, dPre4, 0, dPre4.length);
        ScalarActivation.chainRule(output, pre4, dPre4);
        if (gradients != null) {
            fourth.addParameterGradients(rows, h3, dPre4, gradients);
        }
        Arrays.fill(dPre3, 0);
        fourth.addInputGradient(rows, p, dPre4, dPre3);
        ScalarActivation.chainRule(activation, pre3, dPre3);
        pooledBackward(p, third, thirdPool, h2, mean2, dPre3, gradients, dPre2);
        ScalarActivation.chainRule(activation, pre2, dPre2);
        pooledBackward(p, second, secondPool, h1, mean1, dPre2, gradients, dPre1);
        ScalarActivation.chainRule(activation, pre1, dPre1);
    }

    /** {@code mean = mean_u(h)}, {@code pre = h * W^T + b + mean * P^T}. */
    private void pooledForward(double[] p, Dense own, Dense pool, double[] h, double[] mean, double[] pre) {
        sumOverUsers(h, mean);
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= users;
        }
        pool.forward(cells, p, mean, pooled);
        own.forward(rows, p, h, pre);
        addToUsers(pooled, 1, pre);
    }

    private void pooledBackward(
            double[] p,
            Dense own,
            Dense pool,
            double[] h,
            double[] mean,
            double[] dPre,
            double @Nullable [] gradients,
            double[] dh) {
        sumOverUsers(dPre, pooled);
        Arrays.fill(dMean, 0);
        pool.addInputGradient(cells, p, pooled, dMean);
        Arrays.fill(dh, 0);
        own.addInputGradient(rows, p, dPre, dh);
        addToUsers(dMean, 1.0 / users, dh);
        if (gradients != null) {
            own.addParameterGradients(rows, h, dPre, gradients);
            pool.addParameterGradients(cells, mean, pooled, gradients);
        }
    }

    /** {@code [cells, users, hidden] -> [cells, hidden]}. */
    private void sumOverUsers(double[] in, double[] out) {
        Arrays.fill(out, 0);
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < hidden; i++) {
                out[r / users * hidden + i] += in[r * hidden + i];
            }
        }
    }

    /** Adds {@code scale * in [cells, hidden]} to every user's row of {@code out}. */
    private void addToUsers(double[] in, double scale, double[] out) {
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < hidden; i++) {
                out[r * hidden + i] += scale * in[r / users * hidden + i];
            }
        }
    }
}
