package t2drl.selfcheck;

import java.util.Arrays;
import java.util.List;
import t2drl.kernel.Activation;
import t2drl.kernel.Buffer;
import t2drl.kernel.ChainShape;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.MapShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkKernels;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.Prediction;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.SharedShape;
import t2drl.kernel.UpdateKernels;

/** A number that is none goes on to everything that depends on it, past each ReLU, clip and minimum: hidden, it would be a wrong number later. */
final class NotANumberChecks {
    private static final int ROWS = 5;
    private static final int HIDDEN = 64;
    private static final int EMBEDDING = 4;
    private static final NoiseSchedule STEPS = new NoiseSchedule(3, 0.1, 10);

    private NotANumberChecks() {}

    static List<KernelCheck> all() {
        return List.of(
                new KernelCheck("no numbers: networks", NotANumberChecks::networks),
                new KernelCheck("no numbers: targets and losses", NotANumberChecks::updates),
                new KernelCheck("no numbers: bandwidth", NotANumberChecks::bandwidth));
    }

    /** The bias of one hidden unit of the first layer is none. */
    private static void networks(Parity parity) {
        ParitySide side = parity.side();
        NetworkKernels networks = side.device.networks();
        for (Activation activation : Activation.values()) {
            MlpShape mlp = new MlpShape(7, HIDDEN, 2, activation, Activation.IDENTITY);
            Buffer y = zeros(side, ROWS * 2);
            Buffer parameters = parameters(
                    side, mlp.layout().size(), mlp.layout().entry("0.bias").offset());
            networks.mlpForward(networks.tape(mlp, ROWS, false), parameters, side.normal(ROWS * 7, 1), y);
            requireNone("MLP, " + activation, y, ROWS * 2);

            SharedShape shared = new SharedShape(3, 7, HIDDEN, 2, activation, Activation.IDENTITY);
            y = zeros(side, ROWS * 6);
            parameters = parameters(
                    side,
                    shared.layout().size(),
                    shared.layout().entry("net.1.bias").offset());
            networks.sharedForward(networks.tape(shared, ROWS, false), parameters, side.normal(ROWS * 21, 1), y);
            requireNone("shared network, " + activation, y, ROWS * 6);

            ChainShape chain = new ChainShape(7, 6, HIDDEN, EMBEDDING, activation, STEPS);
            parameters = parameters(
                    side,
                    chain.layout().size(),
                    chain.layout().entry("trunk.0.bias").offset());
            Buffer noise = side.normal(STEPS.steps() * ROWS * 6, 1);
            y = zeros(side, ROWS * 6);
            networks.chainForward(networks.tape(chain, ROWS, false), parameters, side.normal(ROWS * 7, 1), noise, y);
            requireNone("flat chain, " + activation, y, ROWS * 6);

            for (Prediction prediction : Prediction.values()) {
                SharedChainShape sharedChain =
                        new SharedChainShape(3, 7, HIDDEN, EMBEDDING, activation, STEPS, prediction);
                int size = sharedChain.layout().size();
                parameters = parameters(
                        side, size, sharedChain.layout().entry("net.1.bias").offset());
                y = zeros(side, ROWS * 6);
                networks.sharedChainForward(
                        networks.tape(sharedChain, ROWS, false), parameters, side.normal(ROWS * 21, 1), noise, y);
                requireNone("shared chain, %s, %s".formatted(activation, prediction), y, ROWS * 6);
            }
        }
    }

    /** An output, not poisoned with what is looked for. */
    private static Buffer zeros(ParitySide side, int length) {
        return side.input(new double[length]);
    }

    private static Buffer parameters(ParitySide side, int size, int none) {
        double[] values = side.normals(size, 0.3);
        values[none] = Double.NaN;
        return side.input(values);
    }

    private static void updates(Parity parity) {
        ParitySide side = parity.side();
        UpdateKernels updates = side.device.updates();
        Buffer one = side.input(1);
        Buffer none = side.input(Double.NaN);
        Buffer y = side.input(0);
        updates.tdTarget(1, 1, one, side.input(0), 0.9, one, none, y);
        requireNone("target, second critic", y, 1);
        updates.tdTarget(1, 1, one, side.input(0), 0.9, none, one, y);
        requireNone("target, first critic", y, 1);

        Indices action = side.indices(0);
        Buffer dq = side.input(0);
        Buffer loss = side.input(0);
        updates.selectedHuber(1, 1, none, action, one, dq, loss, 0);
        requireNone("Huber loss", loss, 1);
        requireNone("gradient of the Huber loss", dq, 1);
    }

    /** All users of a cell share its bandwidth. */
    private static void bandwidth(Parity parity) {
        ParitySide side = parity.side();
        Device device = side.device;
        MapShape map = new MapShape(MapShape.Kind.WATER_LEVEL, 3, 0.01, 100, 1.5, 16);
        double[] action = new double[6];
        action[1] = Double.NaN;
        Buffer b = zeros(side, 3);
        device.actions()
                .mapForward(
                        map,
                        1,
                        side.input(action),
                        side.input(1, 1, 1),
                        side.input(150, 150, 150),
                        b,
                        side.output(3),
                        side.output(3),
                        side.output(1));
        requireNone("shares of the bandwidth", b, 3);
    }

    private static void requireNone(String what, Buffer buffer, int length) {
        double[] values = buffer.toArray();
        Compare.require(
                Arrays.stream(values, 0, length).allMatch(Double::isNaN),
                "%s: NaN came out as %s".formatted(what, Arrays.toString(Arrays.copyOf(values, length))));
    }
}
