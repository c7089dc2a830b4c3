package t2drl.kernel.vector;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.Activation;

/** The plain network from its first layer's pre-activations on, for one chunk of rows at a time; see {@link SharedLayers}. */
final class MlpLayers {
    private final Dense layer2;
    private final Dense layer4;
    private final Activations h1;
    private final Activations h2;
    private final boolean training;

    MlpLayers(Dense layer2, Dense layer4, Activation activation, int rows, boolean training) {
        this.layer2 = layer2;
        this.layer4 = layer4;
        h1 = new Activations(activation, rows, layer2.in, training);
        h2 = new Activations(activation, rows, layer2.out, training);
        this.training = training;
    }

    Scratch scratch(int rows) {
        return new Scratch(rows * layer2.in);
    }

    /** Gradients by layer outputs. */
    static final class Scratch {
        final Floats g1;
        private final Floats g2;

        Scratch(int numbers) {
            g1 = Floats.of(numbers);
            g2 = Floats.of(numbers);
        }
    }

    void addPacking(List<Consumer<float[]>> steps) {
        layer2.addPacking(steps, training);
        layer4.addPacking(steps, training);
    }

    /** Where the caller puts the first layer's pre-activations, cut off at {@link #floor}. */
    float[] firstLayer() {
        return h1.h;
    }

    /** Where those of a row start. */
    int firstLayerAt(int row) {
        return h1.at(row);
    }

    float floor() {
        return h1.floor();
    }

    void forward(int row, int rows, float[] parameters, float[] y, int yAt) {
        h1.activate(row, rows);
        layer2.forward(rows, parameters, h2.floor(), h1.h, h1.at(row), h2.h, h2.at(row));
        h2.activate(row, rows);
        layer4.forward(rows, parameters, h2.h, h2.at(row), y, yAt);
    }

    /** As {@link SharedLayers#backward}. */
    void backward(
            int row,
            int rows,
            float[] dy,
            int dyAt,
            Scratch scratch,
            boolean fresh,
            float @Nullable [] gradients,
            int at) {
        float[] g1 = scratch.g1.data();
        int g1At = scratch.g1.at();
        float[] g2 = scratch.g2.data();
        int g2At = scratch.g2.at();
        layer4.inputGradient(rows, dy, dyAt, g2, g2At);
        h2.backward(row, rows, g2, g2At);
        layer2.inputGradient(rows, g2, g2At, g1, g1At);
        h1.backward(row, rows, g1, g1At);
        if (gradients != null) {
            layer4.addWeightGradient(rows, h2.h, h2.at(row), dy, dyAt, fresh, gradients, at);
            layer4.addBiasGradient(rows, dy, dyAt, fresh, gradients, at);
            layer2.addWeightGradient(rows, h1.h, h1.at(row), g2, g2At, fresh, gradients, at);
            layer2.addBiasGradient(rows, g2, g2At, fresh, gradients, at);
        }
    }
}
