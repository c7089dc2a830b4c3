package t2drl.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.kernel.Activation;
import t2drl.kernel.Buffer;
import t2drl.kernel.MlpShape;
import t2drl.kernel.scalar.ScalarDevice;

/** More inputs than a panel's block has rows, which no policy of ours has: products go on where the last block ended. */
class FixedMlpTest {
    private static final MlpShape SHAPE = new MlpShape(1100, 30, 3, Activation.RELU, Activation.IDENTITY);

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 13})
    void manyInputs(int rows) {
        SplittableRandom random = new SplittableRandom(3);
        float[] parameters = numbers(random, SHAPE.layout().size(), 0.1f);
        float[] x = numbers(random, rows * SHAPE.inputs(), 1);
        float[] y = new float[rows * SHAPE.outputs()];
        new FixedMlp(SHAPE, parameters).forward(new FixedWork(), rows, x, y);
        double[] expected = scalar(rows, parameters, x);
        for (int i = 0; i < y.length; i++) {
            assertThat((double) y[i]).isCloseTo(expected[i], within(1e-4));
        }
    }

    private static double[] scalar(int rows, float[] parameters, float[] x) {
        try (ScalarDevice device = new ScalarDevice()) {
            Buffer p = device.buffer(parameters.length);
            p.write(0, parameters, 0, parameters.length);
            Buffer in = device.buffer(x.length);
            in.write(0, x, 0, x.length);
            Buffer out = device.buffer(rows * SHAPE.outputs());
            device.networks().mlpForward(device.networks().tape(SHAPE, rows, false), p, in, out);
            double[] y = new double[out.length()];
            out.read(0, y, 0, y.length);
            return y;
        }
    }

    private static float[] numbers(SplittableRandom random, int count, float size) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = size * (2 * random.nextFloat() - 1);
        }
        return values;
    }
}
