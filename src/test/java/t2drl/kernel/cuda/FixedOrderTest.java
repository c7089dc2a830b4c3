package t2drl.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import t2drl.kernel.Activation;
import t2drl.kernel.Buffer;
import t2drl.kernel.ChainShape;
import t2drl.kernel.Device;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.Tape;
import t2drl.testing.Backend;

/** Sums of gradients have a fixed order: in whatever order blocks and threads run, every bit is the same. */
class FixedOrderTest {
    private static final int ROWS = 300;

    @Test
    void gradientsDoNotDependOnTheOrderOfExecution() {
        double[] first = gradients(1);
        for (int order = 2; order <= 3; order++) {
            assertThat(gradients(order)).as("order %d", order).containsExactly(first);
        }
    }

    private static double[] gradients(int order) {
        ChainShape shape = new ChainShape(9, 6, 40, 8, Activation.MISH, new NoiseSchedule(3, 0.1, 10));
        SplittableRandom random = new SplittableRandom(5);
        try (Device device = Backend.emulated(order).open()) {
            Tape tape = device.networks().tape(shape, ROWS, true);
            Buffer parameters = normal(device, random, shape.layout().size(), 0.2);
            Buffer state = normal(device, random, ROWS * shape.state(), 1);
            Buffer noise = normal(device, random, 3 * ROWS * shape.action(), 1);
            Buffer action = device.buffer(ROWS * shape.action());
            Buffer gradients = device.buffer(parameters.length());
            device.networks().chainForward(tape, parameters, state, noise, action);
            device.networks().chainBackward(tape, parameters, state, action, gradients, null, null);
            return gradients.toArray();
        }
    }

    private static Buffer normal(Device device, SplittableRandom random, int length, double scale) {
        Buffer buffer = device.buffer(length);
        buffer.write(IntStream.range(0, length)
                .mapToDouble(_ -> scale * random.nextGaussian())
                .toArray());
        return buffer;
    }
}
