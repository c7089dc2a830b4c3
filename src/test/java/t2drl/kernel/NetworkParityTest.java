package t2drl.kernel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every network of the vector device against the scalar one over awkward shapes, into poisoned outputs. */
class NetworkParityTest {
    private static final double TOLERANCE = 2e-5;

    private final Parity parity = new Parity();

    @AfterEach
    void close() {
        parity.close();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1, RELU, IDENTITY",
        "3, 5, 7, 2, SILU, TANH",
        "17, 30, 16, 9, MISH, IDENTITY",
        "67, 13, 33, 3, TANH, TANH",
        "130, 6, 40, 17, MISH, TANH",
        "600, 3, 12, 108, RELU, IDENTITY"
    })
    void mlp(int rows, int in, int hidden, int out, Activation activation, Activation output) {
        MlpShape shape = new MlpShape(in, hidden, out, activation, output);
        parity.compare(shape.toString(), rows, TOLERANCE, side -> {
            Tape tape = side.device.networks().tape(shape, rows, true);
            Buffer p = side.normal(shape.layout().size(), 0.4);
            Buffer x = side.normal(rows * in, 1);
            Buffer dy = side.normal(rows * out, 1);
            side.device.networks().mlpForward(tape, p, x, side.output(rows * out));
            Buffer gradients = side.gradient(shape.layout().size());
            side.device.networks().mlpBackward(tape, p, x, dy, gradients, side.gradient(rows * in));
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
        parity.compare(shape.toString(), cells, TOLERANCE, side -> {
            Tape tape = side.device.networks().tape(shape, cells, true);
            Buffer p = side.normal(shape.layout().size(), 0.4);
            Buffer x = side.normal(rows * in, 1);
            Buffer dy = side.normal(rows * out, 1);
            side.device.networks().sharedForward(tape, p, x, side.output(rows * out));
            Buffer gradients = side.gradient(shape.layout().size());
            side.device.networks().sharedBackward(tape, p, x, dy, gradients, side.gradient(rows * in));
            Tape inference = side.device.networks().tape(shape, cells, false);
            side.device.networks().sharedForward(inference, p, x, side.output(rows * out));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 5, 4, 1, MISH",
        "3, 7, 2, 16, 8, 2, SILU",
        "17, 13, 30, 33, 16, 5, MISH",
        "67, 210, 30, 20, 16, 3, RELU",
        "150, 4, 17, 12, 6, 4, SILU"
    })
    void flatChain(int rows, int state, int action, int hidden, int embedding, int steps, Activation activation) {
        ChainShape shape =
                new ChainShape(state, action, hidden, embedding, activation, new NoiseSchedule(steps, 0.1, 10));
        parity.compare(shape.toString(), rows, TOLERANCE, side -> {
            Tape tape = side.device.networks().tape(shape, rows, true);
            Buffer p = side.normal(shape.layout().size(), 0.15);
            Buffer s = side.normal(rows * state, 1);
            Buffer noise = side.normal(steps * rows * action, 0.3);
            Buffer da = side.normal(rows * action, 1);
            side.device.networks().chainForward(tape, p, s, noise, side.output(rows * action));
            Buffer gradients = side.gradient(shape.layout().size());
            Buffer ds = side.gradient(rows * state);
            side.device.networks().chainBackward(tape, p, s, da, gradients, ds, side.gradient(rows * action));
            Tape inference = side.device.networks().tape(shape, rows, false);
            side.device.networks().chainForward(inference, p, s, noise, side.output(rows * action));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 5, 4, 1, RELU",
        "1, 15, 14, 64, 16, 3, RELU",
        "3, 2, 7, 16, 8, 2, SILU",
        "17, 5, 13, 33, 16, 5, MISH",
        "67, 15, 14, 20, 6, 3, RELU",
        "200, 3, 4, 12, 6, 4, MISH",
        "2, 130, 5, 9, 4, 2, RELU"
    })
    void sharedChain(int cells, int users, int features, int hidden, int embedding, int steps, Activation activation) {
        SharedChainShape shape =
                new SharedChainShape(users, features, hidden, embedding, activation, new NoiseSchedule(steps, 0.1, 10));
        int width = 2 * users;
        parity.compare(shape.toString(), cells, TOLERANCE, side -> {
            Tape tape = side.device.networks().tape(shape, cells, true);
            Buffer p = side.normal(shape.layout().size(), 0.25);
            Buffer s = side.normal(cells * users * features, 1);
            Buffer noise = side.normal(steps * cells * width, 1);
            Buffer da = side.normal(cells * width, 1);
            side.device.networks().sharedChainForward(tape, p, s, noise, side.output(cells * width));
            Buffer gradients = side.gradient(shape.layout().size());
            Buffer ds = side.gradient(cells * users * features);
            side.device.networks().sharedChainBackward(tape, p, s, da, gradients, ds, side.gradient(cells * width));
            Tape inference = side.device.networks().tape(shape, cells, false);
            side.device.networks().sharedChainForward(inference, p, s, noise, side.output(cells * width));
        });
    }

    @ParameterizedTest
    @CsvSource({"1", "7", "8", "15", "16", "1001"})
    void activations(int n) {
        for (Activation activation : Activation.values()) {
            parity.compare(activation.toString(), n, TOLERANCE, side -> {
                Buffer x = side.unguarded(side.normals(n, 4));
                Buffer value = side.unguardedOutput(n);
                side.device.networks().activation(activation, x, value, side.unguardedOutput(n));
            });
        }
    }
}
