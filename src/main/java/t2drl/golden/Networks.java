package t2drl.golden;

import java.util.Arrays;
import java.util.Locale;
import t2drl.kernel.Activation;
import t2drl.kernel.AdamRule;
import t2drl.kernel.Buffer;
import t2drl.kernel.ChainShape;
import t2drl.kernel.Device;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.ParameterLayout;
import t2drl.kernel.Prediction;
import t2drl.kernel.Schedule;
import t2drl.kernel.SharedChainShape;

/** Reads what several kinds of files describe in the same way. */
final class Networks {
    private Networks() {}

    static Activation activation(GoldenNode config) {
        String name = config.text("activation");
        return Arrays.stream(Activation.values())
                .filter(a -> name.equals(a.name().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> config.fault("there is no activation named '" + name + "'"));
    }

    static NoiseSchedule schedule(GoldenNode config) {
        return new NoiseSchedule(config.whole("steps", 1), config.number("beta_min"), config.number("beta_max"));
    }

    /** The width of a step embedding. */
    static int embedding(GoldenNode config) {
        int width = config.whole("embedding", 4);
        if (width % 2 != 0) {
            throw config.get("embedding").fault("the width of a step embedding is even");
        }
        return width;
    }

    static AdamRule adam(GoldenNode config, String rate) {
        return new AdamRule(
                Schedule.constant(config.number(rate)),
                config.number("adam_beta1"),
                config.number("adam_beta2"),
                config.number("adam_eps"));
    }

    static ChainShape chain(GoldenNode config) {
        return new ChainShape(
                config.whole("state", 1),
                config.whole("action", 1),
                config.whole("hidden", 1),
                embedding(config),
                activation(config),
                schedule(config));
    }

    static SharedChainShape sharedChain(GoldenNode config) {
        return new SharedChainShape(
                config.whole("users", 1),
                config.whole("features", 1),
                config.whole("hidden", 1),
                embedding(config),
                activation(config),
                schedule(config),
                Prediction.CLEAN);
    }

    /** Fills {@code parameters} with the tensors {@code name.TENSOR} of {@code weights}. */
    static void load(GoldenNode weights, String name, NetworkShape shape, Buffer parameters) {
        for (ParameterLayout.Entry entry : shape.layout().entries()) {
            double[] values = weights.get(name + "." + entry.name())
                    .tensor(entry.shape().stream().mapToInt(Integer::intValue).toArray());
            parameters.write(entry.offset(), values, 0, values.length);
        }
    }

    /** A new buffer with the parameters {@code name.TENSOR} of {@code weights}. */
    static Buffer parameters(Device device, GoldenNode weights, String name, NetworkShape shape) {
        Buffer parameters = device.buffer(shape.layout().size());
        load(weights, name, shape, parameters);
        return parameters;
    }

    /** A new buffer with these values. */
    static Buffer buffer(Device device, double[] values) {
        Buffer buffer = device.buffer(values.length);
        buffer.write(values);
        return buffer;
    }

    /** A chain's noise as the kernels want it: {@code a_L}, then {@code z_L .. z_2}. */
    static double[] noise(GoldenNode inputs, int steps, int rows, int action) {
        int block = rows * action;
        double[] noise = new double[Math.multiplyExact(steps, block)];
        System.arraycopy(inputs.get("a_L").tensor(rows, action), 0, noise, 0, block);
        for (int l = steps; l >= 2; l--) {
            double[] z = inputs.get("z_" + l).tensor(rows, action);
            System.arraycopy(z, 0, noise, (steps + 1 - l) * block, block);
        }
        return noise;
    }

    /** A constant of the action map, which a file may give as a number or as a tensor with one equal entry a row. */
    static double constant(GoldenNode group, String name, int rows) {
        GoldenNode node = group.get(name);
        if (node.isNumber()) {
            return node.number();
        }
        double[] values = node.tensor(rows);
        if (Arrays.stream(values).anyMatch(v -> v != values[0])) {
            throw node.fault("all rows of a batch must have the same value");
        }
        return values[0];
    }
}
