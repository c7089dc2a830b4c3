package t2drl.kernel.vector;

import java.util.Arrays;
import t2drl.kernel.ChainShape;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.ParameterLayout;

/** The flat family's step network, Dense(E -> 2E), activation, Dense(2E -> E), over all steps at once: {@code steps} rows for a whole batch. */
final class StepNetwork {
    private final int steps;
    private final int width;
    private final Dense layer0;
    private final Dense layer2;
    private final Activations hidden;
    private final float[] sinusoids; // [steps, width]
    final float[] vectors; // [steps, width]
    final float[] dVectors; // [steps, width]
    private final float[] dHidden; // [steps, 2 width]

    StepNetwork(ChainShape shape) {
        steps = shape.schedule().steps();
        width = shape.embedding();
        ParameterLayout layout = shape.layout();
        layer0 = Dense.of(Products.FLOAT32, layout, "step.0", width, 2 * width);
        layer2 = Dense.of(Products.FLOAT32, layout, "step.2", 2 * width, width);
        hidden = new Activations(shape.activation(), steps, 2 * width, true);
        sinusoids = new float[steps * width];
        vectors = new float[steps * width];
        dVectors = new float[steps * width];
        dHidden = new float[steps * 2 * width];
        for (int l = 1; l <= steps; l++) {
            double[] e = NoiseSchedule.embedding(l, width);
            for (int i = 0; i < width; i++) {
                sinusoids[(l - 1) * width + i] = (float) e[i];
            }
        }
    }

    void forward(float[] parameters) {
        layer0.pack(parameters);
        layer2.pack(parameters);
        layer2.packBackward(parameters);
        layer0.forward(steps, parameters, hidden.floor(), sinusoids, 0, hidden.h, hidden.at(0));
        hidden.activate(0, steps);
        layer2.forward(steps, parameters, hidden.h, hidden.at(0), vectors, 0);
    }

    /** From {@code dVectors} to the step network's parameter gradients. */
    void backward(float[] gradients) {
        writeWeightGradient(layer2, hidden.h, hidden.at(0), dVectors, gradients);
        layer2.addBiasGradient(steps, dVectors, 0, true, gradients, 0);
        layer2.inputGradient(steps, dVectors, 0, dHidden, 0);
        hidden.backward(0, steps, dHidden, 0);
        writeWeightGradient(layer0, sinusoids, 0, dHidden, gradients);
        layer0.addBiasGradient(steps, dHidden, 0, true, gradients, 0);
    }

    /** {@code dW = dy^T x}. Once an update: a kernel on vectors would be compiled only after thousands of them, and until then its vectors would be objects. */
    private void writeWeightGradient(Dense layer, float[] x, int xAt, float[] dy, float[] gradients) {
        Arrays.fill(gradients, layer.weight, layer.weight + layer.out * layer.in, 0f);
        for (int s = 0; s < steps; s++) {
            for (int o = 0; o < layer.out; o++) {
                float factor = dy[s * layer.out + o];
                int to = layer.weight + o * layer.in;
                for (int i = 0; i < layer.in; i++) {
                    gradients[to + i] += factor * x[xAt + s * layer.in + i];
                }
            }
        }
    }
}
