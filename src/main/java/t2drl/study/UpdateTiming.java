package t2drl.study;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import t2drl.agent.ActorCritic;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.config.Configuration;
import t2drl.device.Devices;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.RandomStream;
import t2drl.kernel.Recording;
import t2drl.method.Training;

/**
 * How long one whole update of an allocation learner takes (critic and actor, forward and backward through all reverse steps, both Adam steps, fresh noise), at
 * the networks' full size and on made-up batches: the mathematics does not depend on the numbers.
 *
 * @param batch slots in a mini-batch
 * @param medianMillis median over rounds of the mean time of an update in a round
 * @param memoryBytes what a GPU's memory holds for it; null on other devices
 */
public record UpdateTiming(
        AgentKind agent,
        Family family,
        int batch,
        double medianMillis,
        double leastMillis,
        double mostMillis,
        @Nullable Long memoryBytes) {
    /** A stream that no learner uses. */
    private static final int NOISE = 63;

    /** Times {@code kind} with the networks that the configuration says. */
    public static UpdateTiming measure(
            Device device, Configuration configuration, AgentKind kind, int batch, double seconds) {
        Configuration sized = configuration.withLearners(s -> {
            s.agent = kind;
            s.batch = batch;
        });
        ActorCritic agent = Training.actorCritic(device, sized.scenario(), sized.learners(), 1_000_000);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        agent.initialize(random);
        fill(agent, random);
        Counter step = device.counter();
        Recording update = device.record(() -> {
            if (agent.actorKind().noise() > 0) {
                device.random().normal(new RandomStream(1, NOISE), step, agent.actorNoise());
            }
            agent.updateCritics();
            agent.updateActor();
            device.updates().advance(step);
        });
        Stopwatch.Times times = new Stopwatch(device, seconds).measure(update);
        return new UpdateTiming(
                kind,
                sized.learners().family(),
                batch,
                times.medianMillis(),
                times.leastMillis(),
                times.mostMillis(),
                Devices.memoryBytes(device));
    }

    /** States and rewards of order one, actions in [-1, 1], some hits, plausible steps. */
    private static void fill(ActorCritic agent, RandomGenerator random) {
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
}
