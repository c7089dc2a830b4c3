package t2drl.nn;

import java.util.random.RandomGenerator;
import t2drl.kernel.Buffer;
import t2drl.kernel.ChainShape;
import t2drl.kernel.Device;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.Tape;

/** The flat family's diffusion actor (D3PG as the textbook has it): predicts the noise, with clips. */
public record FlatDiffusionActor(ChainShape chain) implements Actor {
    @Override
    public NetworkShape shape() {
        return chain;
    }

    @Override
    public void initialize(Network network, RandomGenerator random) {
        network.initialize(random);
    }

    @Override
    public int noise() {
        return chain.schedule().steps() * action();
    }

    @Override
    public int state() {
        return chain.state();
    }

    @Override
    public int action() {
        return chain.action();
    }

    @Override
    public Pass pass(Device device, int cells, boolean training) {
        Tape tape = device.networks().tape(chain, cells, training);
        return new Pass() {
            @Override
            public void forward(Buffer parameters, Buffer state, Buffer noise, Buffer action) {
                device.networks().chainForward(tape, parameters, state, noise, action);
            }

            @Override
            public void backward(Buffer parameters, Buffer state, Buffer dAction, Buffer gradients) {
                device.networks().chainBackward(tape, parameters, state, dAction, gradients, null, null);
            }
        };
    }
}
