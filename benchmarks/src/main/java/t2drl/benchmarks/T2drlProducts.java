package t2drl.benchmarks;

import t2drl.device.Devices;
import t2drl.kernel.Activation;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.MlpShape;
import t2drl.kernel.Recording;
import t2drl.kernel.Tape;

/** A network of three layers without activations, its biases 0. */
public final class T2drlProducts implements ThreeProducts {
    private final Device device = Devices.open(Devices.CPU, 1);
    private final Buffer y;
    private final Recording forward;

    public T2drlProducts(int rows, int width) {
        MlpShape shape = new MlpShape(width, width, width, Activation.IDENTITY, Activation.IDENTITY);
        Tape tape = device.networks().tape(shape, rows, false);
        Buffer parameters = device.buffer(shape.layout().size());
        float[] weights = ThreeProducts.weights(width);
        shape.layout().entries().stream()
                .filter(entry -> entry.shape().size() == 2)
                .forEach(entry -> parameters.write(entry.offset(), weights, 0, weights.length));
        float[] input = ThreeProducts.input(rows, width);
        Buffer x = device.buffer(input.length);
        x.write(0, input, 0, input.length);
        y = device.buffer(input.length);
        forward = device.record(() -> device.networks().mlpForward(tape, parameters, x, y));
    }

    @Override
    public void multiply() {
        forward.replay();
    }

    @Override
    public float[] result() {
        float[] values = new float[y.length()];
        y.read(0, values, 0, values.length);
        return values;
    }

    @Override
    public void close() {
        device.close();
    }
}
