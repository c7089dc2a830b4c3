package t2drl.nn;

import java.util.random.RandomGenerator;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.ParameterLayout;

/** A network's parameters: one buffer on a device, addressed from the host by tensor name. */
public final class Network {
    private final NetworkShape shape;
    private final ParameterLayout layout;
    private final Buffer parameters;

    public Network(Device device, NetworkShape shape) {
        this.shape = shape;
        this.layout = shape.layout();
        this.parameters = device.buffer(layout.size());
    }

    public NetworkShape shape() {
        return shape;
    }

    public ParameterLayout layout() {
        return layout;
    }

    public Buffer parameters() {
        return parameters;
    }

    /** Uniform on +-1/sqrt(in) for weights and biases (networks, "Building blocks"). */
    public void initialize(RandomGenerator random) {
        double bound = 0;
        for (ParameterLayout.Entry entry : layout.entries()) {
            if (entry.shape().size() == 2) {
                bound = 1 / Math.sqrt(entry.shape().get(1)); // a bias follows its weight
            }
            initialize(entry, bound, random);
        }
    }

    /** Uniform on +-{@code bound}, one tensor. */
    public void initialize(ParameterLayout.Entry entry, double bound, RandomGenerator random) {
        double[] values = new double[entry.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = bound * (2 * random.nextDouble() - 1);
        }
        parameters.write(entry.offset(), values, 0, values.length);
    }

    public void set(String tensor, double[] values) {
        ParameterLayout.Entry entry = layout.entry(tensor);
        if (values.length != entry.length()) {
            throw new IllegalArgumentException(tensor + " has " + entry.length() + " elements, not " + values.length);
        }
        parameters.write(entry.offset(), values, 0, values.length);
    }

    public double[] get(String tensor) {
        return read(parameters, tensor);
    }

    /** A tensor of another buffer that is laid out as this network's parameters, such as its gradients. */
    public double[] read(Buffer buffer, String tensor) {
        ParameterLayout.Entry entry = layout.entry(tensor);
        double[] values = new double[entry.length()];
        buffer.read(entry.offset(), values, 0, values.length);
        return values;
    }
}
