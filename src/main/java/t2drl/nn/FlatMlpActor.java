package t2drl.nn;

import java.util.random.RandomGenerator;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.Tape;

/** The flat family's deterministic actor (DDPG): {@code tanh(MLP(s))}. */
public record FlatMlpActor(MlpShape net) implements Actor {
    @Override
    public NetworkShape shape() {
        return net;
    }

    @Override
    public void initialize(Network network, RandomGenerator random) {
        network.initialize(random);
    }

    @Override
    public int noise() {
        return 0;
    }

    @Override
    public int state() {
        return net.inputs();
    }

    @Override
    public int action() {
        return net.outputs();
    }

    @Override
    public Pass pass(Device device, int cells, boolean training) {
        Tape tape = device.networks().tape(net, cells, training);
        return new Pass() {
            @Override
            public void forward(Buffer parameters, Buffer state, Buffer noise, Buffer action) {
                device.networks().mlpForward(tape, parameters, state, action);
            }

            @Override
            public void backward(Buffer parameters, Buffer state, Buffer dAction, Buffer gradients) {
                device.networks().mlpBackward(tape, parameters, state, dAction, gradients, null);
            }
        };
    }
}
