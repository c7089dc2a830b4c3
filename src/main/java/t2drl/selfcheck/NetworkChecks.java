package t2drl.selfcheck;

import java.util.List;
import java.util.random.RandomGenerator;
import t2drl.kernel.Activation;
import t2drl.kernel.Buffer;
import t2drl.kernel.ChainShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.Prediction;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.SharedShape;
import t2drl.kernel.Tape;

/** Every network over awkward shapes. */
final class NetworkChecks {

    private static final double TOLERANCE = 2e-5;

    /** Where the noise is predicted, a chain's first step multiplies the rounding of its network by sqrt(1/abar_L - 1), about 12. */
    private static final double NOISE_TOLERANCE = 1e-4;
    /** In TF32 and bfloat16, where all numbers are judged together, gradients of such chains were up to 1.5 times as far off as allowed otherwise. */
    private static final double NOISE_ROUGHNESS = 2;

    /** Of wide layers: such that numbers neither grow nor vanish from layer to layer. */
    private static final double WIDE_WEIGHTS = 0.08;

    /** Layers that may be left to a library of products, beside others that may not. */
    static final KernelCheck WIDE_LAYERS = new KernelCheck("networks: wide layers", NetworkChecks::wideLayers);

    private NetworkChecks() {}

    static List<KernelCheck> all() {
        return List.of(
                new KernelCheck("networks: MLP", NetworkChecks::mlps),
                WIDE_LAYERS,
                new KernelCheck("networks: shared network", NetworkChecks::sharedNetworks),
                new KernelCheck("networks: flat chain", NetworkChecks::flatChains),
                new KernelCheck("networks: shared chain", NetworkChecks::sharedChains),
                new KernelCheck("networks: activations", parity -> {
                    for (int n : new int[] {1, 7, 8, 15, 16, 1001}) {
                        activations(parity, n);
                    }
                }));
    }

    private static void mlps(Parity parity) {
        mlp(parity, 1, 1, 1, 1, Activation.RELU, Activation.IDENTITY);
        mlp(parity, 3, 5, 7, 2, Activation.SILU, Activation.TANH);
        mlp(parity, 17, 30, 16, 9, Activation.MISH, Activation.IDENTITY);
        mlp(parity, 67, 13, 33, 3, Activation.TANH, Activation.TANH);
        mlp(parity, 130, 6, 40, 17, Activation.MISH, Activation.TANH);
        mlp(parity, 600, 3, 12, 108, Activation.RELU, Activation.IDENTITY);
        mlp(parity, 8, 1100, 6, 2, Activation.SILU, Activation.IDENTITY); // more terms than a cache is meant to hold
        // Enough rows for larger tiles, of the devices that have any.
        mlp(parity, 2100, 7, 70, 40, Activation.SILU, Activation.TANH);
        mlp(parity, 8200, 5, 130, 2, Activation.MISH, Activation.IDENTITY);
        mlp(parity, 16400, 3, 9, 20, Activation.RELU, Activation.TANH);
        parity.drawn(random -> mlp(
                parity,
                random.nextInt(1, 300),
                random.nextInt(1, 40),
                random.nextInt(1, 150),
                random.nextInt(1, 40),
                smooth(random),
                Activation.IDENTITY));
    }

    private static void wideLayers(Parity parity) {
        wideMlp(parity, 1, 128, 128, 128, Activation.SILU, Activation.IDENTITY);
        wideMlp(parity, 67, 131, 140, 129, Activation.MISH, Activation.TANH);
        wideMlp(parity, 35, 127, 130, 128, Activation.TANH, Activation.IDENTITY);
        wideChain(parity, 3, 128, 129, 128, 5, Activation.MISH);
        wideChain(parity, 37, 140, 7, 133, 2, Activation.SILU);
        parity.drawn(random -> wideMlp(
                parity,
                random.nextInt(1, 200),
                random.nextInt(100, 300),
                random.nextInt(100, 300),
                random.nextInt(100, 300),
                smooth(random),
                Activation.IDENTITY));
    }

    private static void sharedNetworks(Parity parity) {
        shared(parity, 1, 1, 1, 1, 1, Activation.RELU, Activation.IDENTITY);
        shared(parity, 1, 15, 16, 64, 1, Activation.RELU, Activation.IDENTITY);
        shared(parity, 3, 2, 5, 7, 2, Activation.SILU, Activation.TANH);
        shared(parity, 17, 5, 9, 24, 3, Activation.MISH, Activation.IDENTITY);
        shared(parity, 67, 15, 14, 33, 2, Activation.RELU, Activation.TANH);
        shared(parity, 200, 3, 6, 10, 9, Activation.MISH, Activation.IDENTITY);
        shared(parity, 2, 200, 4, 12, 1, Activation.SILU, Activation.IDENTITY);
        parity.drawn(random -> shared(
                parity,
                random.nextInt(1, 60),
                random.nextInt(1, 40),
                random.nextInt(1, 20),
                random.nextInt(1, 70),
                random.nextInt(1, 10),
                smooth(random),
                Activation.TANH));
    }

    private static void flatChains(Parity parity) {
        flatChain(parity, 1, 1, 1, 5, 4, 1, Activation.MISH);
        flatChain(parity, 3, 7, 2, 16, 8, 2, Activation.SILU);
        flatChain(parity, 17, 13, 30, 33, 16, 5, Activation.MISH);
        flatChain(parity, 67, 210, 30, 20, 16, 3, Activation.RELU);
        flatChain(parity, 150, 4, 17, 12, 6, 4, Activation.SILU);
        flatChain(parity, 4100, 3, 40, 5, 4, 1, Activation.RELU);
        flatChain(parity, 8200, 3, 129, 4, 4, 1, Activation.TANH);
        flatChain(parity, 16400, 3, 5, 7, 4, 2, Activation.MISH);
        parity.drawn(random -> flatChain(
                parity,
                random.nextInt(1, 200),
                random.nextInt(1, 220),
                random.nextInt(1, 40),
                random.nextInt(1, 100),
                2 * random.nextInt(2, 10),
                random.nextInt(1, 6),
                smooth(random)));
    }

    private static void sharedChains(Parity parity) {
        for (Prediction prediction : Prediction.values()) {
            sharedChain(parity, 1, 1, 1, 5, 4, 1, Activation.RELU, prediction);
            sharedChain(parity, 1, 15, 14, 64, 16, 3, Activation.RELU, prediction);
            sharedChain(parity, 3, 2, 7, 16, 8, 2, Activation.SILU, prediction);
            sharedChain(parity, 17, 5, 13, 33, 16, 5, Activation.MISH, prediction);
            sharedChain(parity, 67, 15, 14, 20, 6, 3, Activation.RELU, prediction);
            sharedChain(parity, 200, 3, 4, 12, 6, 4, Activation.MISH, prediction);
            sharedChain(parity, 2, 130, 5, 9, 4, 2, Activation.RELU, prediction);
            parity.drawn(random -> sharedChain(
                    parity,
                    random.nextInt(1, 60),
                    random.nextInt(1, 40),
                    random.nextInt(1, 20),
                    random.nextInt(1, 70),
                    2 * random.nextInt(2, 10),
                    random.nextInt(1, 6),
                    smooth(random),
                    prediction));
        }
    }

    /** Without a kink: single and double precision then never disagree about its side. */
    private static Activation smooth(RandomGenerator random) {
        return List.of(Activation.SILU, Activation.MISH, Activation.TANH).get(random.nextInt(3));
    }

    private static void mlp(
            Parity parity, int rows, int in, int hidden, int out, Activation activation, Activation output) {
        mlp(parity, rows, new MlpShape(in, hidden, out, activation, output), 0.4);
    }

    private static void wideMlp(
            Parity parity, int rows, int in, int hidden, int out, Activation activation, Activation output) {
        mlp(parity, rows, new MlpShape(in, hidden, out, activation, output), WIDE_WEIGHTS);
    }

    private static void mlp(Parity parity, int rows, MlpShape shape, double weights) {
        int in = shape.inputs();
        int out = shape.outputs();
        parity.compareProducts(shape.toString(), rows, TOLERANCE, 1, side -> {
            Tape tape = side.device.networks().tape(shape, rows, true);
            Buffer p = side.normal(shape.layout().size(), weights);
            Buffer x = side.normal(rows * in, 1);
            Buffer dy = side.normal(rows * out, 1);
            side.device.networks().mlpForward(tape, p, x, side.output(rows * out));
            Buffer gradients = side.gradient(shape.layout().size());
            side.device.networks().mlpBackward(tape, p, x, dy, gradients, side.gradient(rows * in));
            Tape inference = side.device.networks().tape(shape, rows, false);
            side.device.networks().mlpForward(inference, p, x, side.output(rows * out));
        });
    }

    private static void shared(
            Parity parity,
            int cells,
            int users,
            int in,
            int hidden,
            int out,
            Activation activation,
            Activation output) {
        SharedShape shape = new SharedShape(users, in, hidden, out, activation, output);
        int rows = cells * users;
        parity.compareProducts(shape.toString(), cells, TOLERANCE, 1, side -> {
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

    private static void flatChain(
            Parity parity,
            int rows,
            int state,
            int action,
            int hidden,
            int embedding,
            int steps,
            Activation activation) {
        NoiseSchedule schedule = new NoiseSchedule(steps, 0.1, 10);
        flatChain(parity, rows, new ChainShape(state, action, hidden, embedding, activation, schedule), 0.15);
    }

    private static void wideChain(
            Parity parity, int rows, int state, int action, int hidden, int steps, Activation activation) {
        NoiseSchedule schedule = new NoiseSchedule(steps, 0.1, 10);
        flatChain(parity, rows, new ChainShape(state, action, hidden, 4, activation, schedule), WIDE_WEIGHTS);
    }

    private static void flatChain(Parity parity, int rows, ChainShape shape, double weights) {
        int state = shape.state();
        int action = shape.action();
        int steps = shape.schedule().steps();
        parity.compareProducts(shape.toString(), rows, NOISE_TOLERANCE, NOISE_ROUGHNESS, side -> {
            Tape tape = side.device.networks().tape(shape, rows, true);
            Buffer p = side.normal(shape.layout().size(), weights);
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

    private static void sharedChain(
            Parity parity,
            int cells,
            int users,
            int features,
            int hidden,
            int embedding,
            int steps,
            Activation activation,
            Prediction prediction) {
        NoiseSchedule schedule = new NoiseSchedule(steps, 0.1, 10);
        SharedChainShape shape =
                new SharedChainShape(users, features, hidden, embedding, activation, schedule, prediction);
        boolean clean = prediction == Prediction.CLEAN;
        int width = 2 * users;
        parity.compareProducts(
                shape.toString(), cells, clean ? TOLERANCE : NOISE_TOLERANCE, clean ? 1 : NOISE_ROUGHNESS, side -> {
                    Tape tape = side.device.networks().tape(shape, cells, true);
                    Buffer p = side.normal(shape.layout().size(), 0.25);
                    Buffer s = side.normal(cells * users * features, 1);
                    Buffer noise = side.normal(steps * cells * width, clean ? 1 : 0.3);
                    Buffer da = side.normal(cells * width, 1);
                    side.device.networks().sharedChainForward(tape, p, s, noise, side.output(cells * width));
                    Buffer gradients = side.gradient(shape.layout().size());
                    Buffer ds = side.gradient(cells * users * features);
                    side.device
                            .networks()
                            .sharedChainBackward(tape, p, s, da, gradients, ds, side.gradient(cells * width));
                    Tape inference = side.device.networks().tape(shape, cells, false);
                    side.device.networks().sharedChainForward(inference, p, s, noise, side.output(cells * width));
                });
    }

    private static void activations(Parity parity, int n) {
        for (Activation activation : Activation.values()) {
            parity.compare(activation.toString(), n, TOLERANCE, side -> {
                Buffer x = side.unguarded(side.normals(n, 4));
                Buffer value = side.unguardedOutput(n);
                side.device.networks().activation(activation, x, value, side.unguardedOutput(n));
            });
        }
    }
}
