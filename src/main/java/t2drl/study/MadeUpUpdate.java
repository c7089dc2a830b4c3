package t2drl.study;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import t2drl.agent.ActorCritic;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.RandomStream;
import t2drl.kernel.Recording;

/** A whole update of an allocation learner, to be timed, on a batch that is made up and stays: the mathematics does not depend on the numbers. */
public final class MadeUpUpdate {
    private static final int NOISE = 63; // a stream that no learner uses

    private MadeUpUpdate() {}

    /** Draws weights, a batch and its noise; the update draws noise anew, then takes a step with critics and actor. */
    public static Recording record(Device device, ActorCritic agent) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        agent.initialize(random);
        fill(agent.batch(), random);
        Counter step = device.counter();
        drawNoise(device, agent, step);
        return device.record(() -> {
            drawNoise(device, agent, step);
            agent.updateCritics();
            agent.updateActor();
            device.updates().advance(step);
        });
    }

    private static void drawNoise(Device device, ActorCritic agent, Counter step) {
        if (agent.actorKind().noise() > 0) {
            device.random().normal(new RandomStream(1, NOISE), step, agent.actorNoise());
            if (agent.bootstraps()) {
                device.random().normal(new RandomStream(2, NOISE), step, agent.targetNoise());
            }
        }
    }

    /** States and rewards of order one, actions in [-1, 1], some hits, plausible steps. */
    private static void fill(ActorCritic.Batch batch, RandomGenerator random) {
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
}
