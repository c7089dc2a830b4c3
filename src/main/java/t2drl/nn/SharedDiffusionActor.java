package t2drl.nn;

import java.util.random.RandomGenerator;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.Tape;

/** The shared family's diffusion actor (D3PG): small last layer. */
public record SharedDiffusionActor(SharedChainShape chain) implements Actor {
    @Override
    public NetworkShape shape() {
        return chain;
    }

    @Override
    public void initialize(Network network, RandomGenerator random) {
        initializeShared(network, random);
    }

    /** Last layer uniform on +-0.01 with bias 0, so that an untrained actor starts near equal shares. */
    static void initializeShared(Network network, RandomGenerator random) {
        network.initialize(random);
        network.initialize(network.layout().entry("net.4.weight"), 0.01, random);
        network.initialize(network.layout().entry("net.4.bias"), 0, random);
    }

    @Override
    public int noise() {
        return chain.schedule().steps() * action();
    }

    @Override
    public int state() {
        return chain.users() * chain.features();
    }

    @Override
    public int action() {
        return 2 * chain.users();
    }

    @Override
    public Pass pass(Device device, int cells, boolean training) {
        Tape tape = device.networks().tape(chain, cells, training);
        return new Pass() {
            @Override
            public void forward(Buffer parameters, Buffer state, Buffer noise, Buffer action) {
                device.networks().sharedChainForward(tape, parameters, state, noise, action);
            }

            @Override
            public void backward(Buffer parameters, Buffer state, Buffer dAction, Buffer gradients) {
                device.networks().sharedChainBackward(tape, parameters, state, dAction, gradients, null, null);
            }
        };
    }
}
