package t2drl.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import t2drl.kernel.scalar.ScalarDevice;
import t2drl.kernel.vector.VectorDevice;

/** Every network of the vector device against the scalar one over awkward shapes, into poisoned outputs. */
class NetworkParityTest {
    private static final double VALUES = 2e-5;
    private static final double GRADIENTS = 1e-4;

    private final Device scalar = new ScalarDevice();
    private final Device vector = new VectorDevice(3);

    @AfterEach
    void close() {
        scalar.close();
        vector.close();
    }

    /** The same call on both devices: inputs from one seed, every output poisoned before. */
    private static final class Side {
        final Device device;
        final RandomGenerator random;
        final List<Buffer> outputs = new ArrayList<>();

        Side(Device device, long seed) {
            this.device = device;
            this.random = new SplittableRandom(seed);
        }

        Buffer input(int length, double scale) {
            Buffer buffer = device.buffer(length);
            float[] values = new float[length];
            for (int i = 0; i < length; i++) {
                values[i] = (float) (scale * random.nextGaussian());
            }
            buffer.write(0, values, 0, length);
            return buffer;
        }

        Buffer output(int length) {
            Buffer buffer = device.buffer(length);
            double[] poison = new double[length];
            Arrays.fill(poison, Double.NaN);
            buffer.write(poison);
            outputs.add(buffer);
            return buffer;
        }
    }

    private interface Call {
        void on(Side side);
    }

    private void compare(long seed, Call call) {
        compare(seed, 1e-6, call);
    }

    /** Errors are relative to a tensor's largest element, or to {@code floor} if that is larger. */
    private void compare(long seed, double floor, Call call) {
        Side want = new Side(scalar, seed);
        Side got = new Side(vector, seed);
        call.on(want);
        call.on(got);
        for (int i = 0; i < want.outputs.size(); i++) {
            double[] w = want.outputs.get(i).toArray();
            double[] g = got.outputs.get(i).toArray();
            double largest = Arrays.stream(w).map(Math::abs).max().orElseThrow();
            double tolerance = (i == 0 ? VALUES : GRADIENTS) * Math.max(largest, floor);
            for (int k = 0; k < w.length; k++) {
                assertThat(Math.abs(g[k] - w[k]))
                        .as("output %d, element %d: %s against %s (seed %d)", i, k, g[k], w[k], seed)
                        .isLessThanOrEqualTo(tolerance);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1, RELU, IDENTITY", "3, 5, 7, 2, SILU, TANH", "17, 30, 16, 9, MISH, IDENTITY", "67, 13, 33, 3, TANH, TANH",
        "130, 6, 40, 17, MISH, TANH", "600, 3, 12, 108, RELU, IDENTITY"
    })
    void mlp(int rows, int in, int hidden, int out, Activation activation, Activation output) {
        MlpShape shape = new MlpShape(in, hidden, out, activation, output);
        compare(rows, side -> {
            Tape tape = side.device.networks().tape(shape, rows, true);
            Buffer p = side.input(shape.layout().size(), 0.4);
            Buffer x = side.input(rows * in, 1);
            Buffer dy = side.input(rows * out, 1);
            side.device.networks().mlpForward(tape, p, x, side.output(rows * out));
            Buffer gradients = side.output(shape.layout().size());
            side.device.networks().mlpBackward(tape, p, x, dy, gradients, side.output(rows * in));
            Tape inference = side.device.networks().tape(shape, rows, false);
            side.device.networks().mlpForward(inference, p, x, side.output(rows * out));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1, 1, RELU, IDENTITY", "1, 15, 16, 64, 1, RELU, IDENTITY", "3, 2, 5, 7, 2, SILU, TANH",
        "17, 5, 9, 24, 3, MISH, IDENTITY", "67, 15, 14, 33, 2, RELU, TANH", "200, 3, 6, 10, 9, MISH, IDENTITY",
        "2, 200, 4, 12, 1, SILU, IDENTITY"
    })
    void shared(int cells, int users, int in, int hidden, int out, Activation activation, Activation output) {
        SharedShape shape = new SharedShape(users, in, hidden, out, activation, output);
        int rows = cells * users;
        compare(cells, side -> {
            Tape tape = side.device.networks().tape(shape, cells, true);
            Buffer p = side.input(shape.layout().size(), 0.4);
            Buffer x = side.input(rows * in, 1);
            Buffer dy = side.input(rows * out, 1);
            side.device.networks().sharedForward(tape, p, x, side.output(rows * out));
            Buffer gradients = side.output(shape.layout().size());
            side.device.networks().sharedBackward(tape, p, x, dy, gradients, side.output(rows * in));
            Tape inference = side.device.networks().tape(shape, cells, false);
            side.device.networks().sharedForward(inference, p, x, side.output(rows * out));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 5, 4, 1, MISH", "3, 7, 2, 16, 8, 2, SILU", "17, 13, 30, 33, 16, 5, MISH", "67, 210, 30, 20, 16, 3, RELU",
        "150, 4, 17, 12, 6, 4, SILU"
    })
    void flatChain(int rows, int state, int action, int hidden, int embedding, int steps, Activation activation) {
        ChainShape shape =
                new ChainShape(state, action, hidden, embedding, activation, new NoiseSchedule(steps, 0.1, 10));
        compare(rows, side -> {
            Tape tape = side.device.networks().tape(shape, rows, true);
            Buffer p = side.input(shape.layout().size(), 0.15);
            Buffer s = side.input(rows * state, 1);
            Buffer noise = side.input(steps * rows * action, 0.3);
            Buffer da = side.input(rows * action, 1);
            side.device.networks().chainForward(tape, p, s, noise, side.output(rows * action));
            Buffer gradients = side.output(shape.layout().size());
            Buffer ds = side.output(rows * state);
            side.device.networks().chainBackward(tape, p, s, da, gradients, ds, side.output(rows * action));
            Tape inference = side.device.networks().tape(shape, rows, false);
            side.device.networks().chainForward(inference, p, s, noise, side.output(rows * action));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 5, 4, 1, RELU", "1, 15, 14, 64, 16, 3, RELU", "3, 2, 7, 16, 8, 2, SILU", "17, 5, 13, 33, 16, 5, MISH",
        "67, 15, 14, 20, 6, 3, RELU", "200, 3, 4, 12, 6, 4, MISH", "2, 130, 5, 9, 4, 2, RELU"
    })
    void sharedChain(int cells, int users, int features, int hidden, int embedding, int steps, Activation activation) {
        SharedChainShape shape = new SharedChainShape(
                users, features, hidden, embedding, activation, new NoiseSchedule(steps, 0.1, 10));
        int width = 2 * users;
        compare(cells, side -> {
            Tape tape = side.device.networks().tape(shape, cells, true);
            Buffer p = side.input(shape.layout().size(), 0.25);
            Buffer s = side.input(cells * users * features, 1);
            Buffer noise = side.input(steps * cells * width, 1);
            Buffer da = side.input(cells * width, 1);
            side.device.networks().sharedChainForward(tape, p, s, noise, side.output(cells * width));
            Buffer gradients = side.output(shape.layout().size());
            Buffer ds = side.output(cells * users * features);
            side.device.networks().sharedChainBackward(tape, p, s, da, gradients, ds, side.output(cells * width));
            Tape inference = side.device.networks().tape(shape, cells, false);
            side.device.networks().sharedChainForward(inference, p, s, noise, side.output(cells * width));
        });
    }

    @ParameterizedTest
    @CsvSource({"1", "7", "8", "15", "16", "1001"})
    void activations(int n) {
        for (Activation activation : Activation.values()) {
            compare(n, 1, side -> {
                Buffer x = side.input(n, 4);
                Buffer value = side.output(n);
                side.device.networks().activation(activation, x, value, side.output(n));
            });
        }
    }
}
