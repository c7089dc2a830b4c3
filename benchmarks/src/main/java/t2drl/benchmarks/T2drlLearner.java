package t2drl.benchmarks;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import t2drl.agent.ActorCritic;
import t2drl.device.Devices;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.RandomStream;
import t2drl.kernel.Recording;

/** Our own learner on a made-up batch: the mathematics does not depend on the numbers. */
public final class T2drlLearner implements Learner {
    private static final int NOISE = 63; // a stream that no learner uses

    private final Device device;
    private final ActorCritic agent;
    private final Recording update;

    public T2drlLearner(LearnerCase c, int batch, int threads) {
        this(c, batch, Devices.open(Devices.CPU, threads));
    }

    /** On that device, which it closes. */
    T2drlLearner(LearnerCase c, int batch, Device device) {
        this.device = device;
        agent = new ActorCritic(device, c.actor(), c.critic(), c.users(), c.settings(), batch);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        agent.initialize(random);
        fill(random);
        Counter step = device.counter();
        drawNoise(step);
        update = device.record(() -> {
            drawNoise(step);
            agent.updateCritics();
            agent.updateActor();
            device.updates().advance(step);
        });
    }

    private void drawNoise(Counter step) {
        if (agent.actorKind().noise() > 0) {
            device.random().normal(new RandomStream(1, NOISE), step, agent.actorNoise());
            if (agent.bootstraps()) {
                device.random().normal(new RandomStream(2, NOISE), step, agent.targetNoise());
            }
        }
    }

    /** States and rewards of order one, actions in [-1, 1], some hits, plausible steps. */
    private void fill(RandomGenerator random) {
        ActorCritic.Batch batch = agent.batch();
        fill(batch.state(), () -> 0.5 * random.nextGaussian());
        fill(batch.action(), () -> 2 * random.nextDouble() - 1);
        fill(batch.hit(), () -> random.nextDouble() < 0.6 ? 1 : 0);
        fill(batch.a3(), () -> 120 + 10 * random.nextInt(12));
        fill(batch.reward(), random::nextGaussian);
        fill(batch.nextState(), () -> 0.5 * random.nextGaussian());
        fill(batch.nextHit(), () -> random.nextDouble() < 0.6 ? 1 : 0);
        fill(batch.nextA3(), () -> 120 + 10 * random.nextInt(12));
    }

    private static void fill(Buffer buffer, DoubleSupplier number) {
        double[] values = new double[buffer.length()];
        Arrays.setAll(values, i -> number.getAsDouble());
        buffer.write(values);
    }

    public ActorCritic agent() {
        return agent;
    }

    @Override
    public void update() {
        update.replay();
    }

    @Override
    public void close() {
        device.close();
    }
}
