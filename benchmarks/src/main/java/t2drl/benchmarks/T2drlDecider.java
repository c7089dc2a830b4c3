package t2drl.benchmarks;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import t2drl.device.Devices;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.RandomStream;
import t2drl.kernel.Recording;
import t2drl.nn.Actor;
import t2drl.nn.Network;

/** Our own actor, forward only. */
public final class T2drlDecider implements Decider {
    private final Device device;
    private final Network network;
    private final Buffer state;
    private final Buffer noise;
    private final Buffer action;
    private final Recording forward;

    public T2drlDecider(LearnerCase c, int cells, int threads) {
        device = Devices.open(Devices.CPU, threads);
        Actor actor = c.actor();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        network = new Network(device, actor.shape());
        actor.initialize(network, random);
        state = device.buffer(cells * actor.state());
        noise = device.buffer(cells * actor.noise());
        action = device.buffer(cells * actor.action());
        device.random().normal(new RandomStream(1, 0), device.counter(), noise);
        Actor.Pass pass = actor.pass(device, cells, false);
        forward = device.record(() -> pass.forward(network.parameters(), state, noise, action));
    }

    @Override
    public void decide(float[] states, float[] actions) {
        state.write(0, states, 0, states.length);
        forward.replay();
        action.read(0, actions, 0, actions.length);
    }

    public Network network() {
        return network;
    }

    /** {@code [steps, cells, action]}. */
    public float[] noise() {
        float[] values = new float[noise.length()];
        noise.read(0, values, 0, values.length);
        return values;
    }

    @Override
    public void close() {
        device.close();
    }
}
