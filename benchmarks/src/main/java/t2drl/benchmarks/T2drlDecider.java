package t2drl.benchmarks;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import t2drl.device.Devices;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.RandomStream;
import t2drl.kernel.vector.FixedActor;
import t2drl.kernel.vector.FixedWork;
import t2drl.nn.Actor;
import t2drl.nn.Network;

/** Our own actor as the policy engine runs it: its weights are packed once, as the peers' are. One thread. */
public final class T2drlDecider implements Decider {
    private final Device device;
    private final Network network;
    private final int cells;
    private final int users;
    private final float[] noise; // [steps, cells, action]
    private final float[] noiseOfCells; // [cells, steps, action]
    private final FixedActor actor;
    private final FixedWork work = new FixedWork();

    public T2drlDecider(LearnerCase c, int cells) {
        this.cells = cells;
        users = c.users();
        device = Devices.open(Devices.CPU, 1);
        Actor untrained = c.actor();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        network = new Network(device, untrained.shape());
        untrained.initialize(network, random);
        Buffer normals = device.buffer(cells * untrained.noise());
        device.random().normal(new RandomStream(1, 0), device.counter(), normals);
        noise = floats(normals);
        noiseOfCells = new float[noise.length];
        int steps = untrained.noise() / untrained.action();
        for (int i = 0; i < steps * cells; i++) {
            int from = i * untrained.action();
            int to = (i % cells * steps + i / cells) * untrained.action();
            System.arraycopy(noise, from, noiseOfCells, to, untrained.action());
        }
        actor = FixedActor.of(untrained.shape(), floats(network.parameters()));
    }

    @Override
    public void decide(float[] states, float[] actions) {
        actor.forward(work, cells, users, states, noiseOfCells, actions);
    }

    public Network network() {
        return network;
    }

    /** {@code [steps, cells, action]}. */
    public float[] noise() {
        return noise.clone();
    }

    private static float[] floats(Buffer buffer) {
        float[] values = new float[buffer.length()];
        buffer.read(0, values, 0, values.length);
        return values;
    }

    @Override
    public void close() {
        device.close();
    }
}
