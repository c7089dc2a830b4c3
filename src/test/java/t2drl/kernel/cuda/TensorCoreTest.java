package t2drl.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import t2drl.kernel.Activation;
import t2drl.kernel.Buffer;
import t2drl.kernel.ChainShape;
import t2drl.kernel.Device;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.Tape;
import t2drl.kernel.scalar.ScalarDevice;
import t2drl.testing.Backend;

/** Dense layers on tensor cores, which multiply numbers with 10 bits of mantissa: whole numbers up to 2048 exactly. */
class TensorCoreTest {
    private static final long SEED = 11;

    private final Device scalar = new ScalarDevice();
    private Device cuda;

    @BeforeEach
    void open() {
        cuda = Backend.tf32().open();
    }

    @AfterEach
    void close() {
        if (cuda != null) {
            cuda.close();
        }
    }

    /** The rows are enough for the middle, the large and the narrow tile. */
    @ParameterizedTest
    @CsvSource({"2100, 7, 70, 40", "8200, 5, 130, 2", "16400, 3, 9, 20"})
    void multipliesWholeNumbersExactly(int rows, int in, int hidden, int out) {
        MlpShape shape = new MlpShape(in, hidden, out, Activation.RELU, Activation.IDENTITY);
        SplittableRandom random = new SplittableRandom(SEED);
        double[] parameters = draw(shape.layout().size(), () -> random.nextInt(-1, 2));
        double[] x = draw(rows * in, () -> random.nextInt(-3, 4));
        double[] dy = draw(rows * out, () -> random.nextInt(-2, 3));
        assertThat(mlp(cuda, shape, rows, parameters, x, dy))
                .as("seed %d", SEED)
                .isDeepEqualTo(mlp(scalar, shape, rows, parameters, x, dy));
    }

    @Test
    void roundsOtherNumbers() {
        int rows = 2100;
        MlpShape shape = new MlpShape(40, 70, 40, Activation.MISH, Activation.IDENTITY);
        SplittableRandom random = new SplittableRandom(SEED);
        double[] parameters = draw(shape.layout().size(), () -> (float) (0.2 * random.nextGaussian()));
        double[] x = draw(rows * 40, () -> (float) random.nextGaussian());
        double[] dy = draw(rows * 40, () -> (float) random.nextGaussian());
        requireRounded(mlp(scalar, shape, rows, parameters, x, dy), mlp(cuda, shape, rows, parameters, x, dy));
    }

    /** Actions of a width for the middle and for the narrow tile, and none so large that it is clipped: rounding moves numbers across an end. */
    @ParameterizedTest
    @CsvSource({"4100, 40", "16400, 5"})
    void roundsInTheReverseChain(int rows, int action) {
        ChainShape shape = new ChainShape(3, action, 12, 4, Activation.MISH, new NoiseSchedule(2, 0.1, 1));
        SplittableRandom random = new SplittableRandom(SEED);
        double[] parameters = draw(shape.layout().size(), () -> (float) (0.1 * random.nextGaussian()));
        double[] state = draw(rows * 3, () -> (float) random.nextGaussian());
        double[] noise = draw(2 * rows * action, () -> (float) (0.1 * random.nextGaussian()));
        requireRounded(
                chain(scalar, shape, rows, parameters, state, noise),
                chain(cuda, shape, rows, parameters, state, noise));
    }

    private static void requireRounded(double[][] want, double[][] got) {
        for (int i = 0; i < want.length; i++) {
            double error = 0;
            double size = 0;
            for (int k = 0; k < want[i].length; k++) {
                error += Math.pow(got[i][k] - want[i][k], 2);
                size += Math.pow(want[i][k], 2);
            }
            assertThat(Math.sqrt(error / size))
                    .as("seed %d, result %d", SEED, i)
                    .isBetween(1e-6, 2e-3);
        }
    }

    private static double[] draw(int length, DoubleSupplier distribution) {
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = distribution.getAsDouble();
        }
        return values;
    }

    private static double[][] mlp(
            Device device, MlpShape shape, int rows, double[] parameters, double[] x, double[] dy) {
        Tape tape = device.networks().tape(shape, rows, true);
        Buffer p = buffer(device, parameters);
        Buffer in = buffer(device, x);
        Buffer y = device.buffer(dy.length);
        Buffer gradients = device.buffer(parameters.length);
        Buffer dx = device.buffer(x.length);
        device.networks().mlpForward(tape, p, in, y);
        device.networks().mlpBackward(tape, p, in, buffer(device, dy), gradients, dx);
        return arrays(List.of(y, gradients, dx));
    }

    private static double[][] chain(
            Device device, ChainShape shape, int rows, double[] parameters, double[] state, double[] noise) {
        Tape tape = device.networks().tape(shape, rows, true);
        Buffer p = buffer(device, parameters);
        Buffer s = buffer(device, state);
        Buffer action = device.buffer(rows * shape.action());
        Buffer dState = device.buffer(state.length);
        Buffer dNoise = device.buffer(action.length());
        device.networks().chainForward(tape, p, s, buffer(device, noise), action);
        device.networks().chainBackward(tape, p, s, action, null, dState, dNoise);
        return arrays(List.of(action, dState, dNoise));
    }

    private static Buffer buffer(Device device, double[] values) {
        Buffer buffer = device.buffer(values.length);
        buffer.write(values);
        return buffer;
    }

    private static double[][] arrays(List<Buffer> buffers) {
        List<double[]> all = new ArrayList<>();
        buffers.forEach(b -> all.add(b.toArray()));
        return all.toArray(double[][]::new);
    }
}
