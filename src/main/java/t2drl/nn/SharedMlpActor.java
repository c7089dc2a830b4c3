package t2drl.nn;

import java.util.random.RandomGenerator;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.SharedShape;
import t2drl.kernel.Tape;

/** The shared family's deterministic actor (DDPG): {@code a = tanh(SharedNet(s_u))}, two outputs a user. */
public record SharedMlpActor(SharedShape net) implements Actor {
    @Override
    public NetworkShape shape() {
        return net;
    }

    @Override
    public void initialize(Network network, RandomGenerator random) {
        SharedDiffusionActor.initializeShared(network, random);
    }

    @Override
    public int noise() {
        return 0;
    }

    @Override
    public int state() {
        return net.users() * net.inputs();
    }

    @Override
    public int action() {
        return 2 * net.users();
    }

    @Override
    public Pass pass(Device device, int cells, boolean training) {
        Tape tape = device.networks().tape(net, cells, training);
        Buffer pairs = device.buffer(cells * action());
        Buffer dPairs = device.buffer(training ? cells * action() : 0);
        return new Pass() {
            @Override
            public void forward(Buffer parameters, Buffer state, Buffer noise, Buffer action) {
                device.networks().sharedForward(tape, parameters, state, pairs);
                device.actions().pairsToAction(cells, net.users(), pairs, action);
            }

            @Override
            public void backward(Buffer parameters, Buffer state, Buffer dAction, Buffer gradients) {
                device.actions().actionToPairs(cells, net.users(), dAction, dPairs);
                device.networks().sharedBackward(tape, parameters, state, dPairs, gradients, null);
            }
        };
    }
}
