package t2drl.kernel.vector;

import t2drl.kernel.Activation;

/** What a network's output goes through last, with what its backward pass needs. */
final class OutputActivation {
    private final Activation activation;
    private final float[] y;
    final float[] dz; // gradients by what goes in

    /** {@code numbers} of output are kept for a backward pass; 0: there is none. */
    OutputActivation(Activation activation, int numbers) {
        this.activation = activation;
        y = new float[activation == Activation.TANH ? numbers : 0];
        dz = new float[numbers];
    }

    /** Applied to {@code n} numbers in place. */
    void forward(int n, float[] values, int at) {
        Rows.activate(activation, n, values, at, null, 0);
        if (y.length > 0) {
            System.arraycopy(values, at, y, at, n);
        }
    }

    /** From the gradients by {@code n} outputs to {@code dz}. */
    void backward(int n, float[] dy, int at) {
        System.arraycopy(dy, at, dz, at, n);
        if (activation == Activation.TANH) {
            for (int i = at; i < at + n; i++) {
                dz[i] *= 1 - y[i] * y[i];
            }
        }
    }
}
