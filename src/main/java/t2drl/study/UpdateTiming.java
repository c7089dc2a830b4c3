package t2drl.study;

import org.jspecify.annotations.Nullable;
import t2drl.agent.ActorCritic;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.config.Configuration;
import t2drl.device.Devices;
import t2drl.kernel.Device;
import t2drl.method.Training;

/**
 * How long one whole update of an allocation learner takes (critic and actor, forward and backward through all reverse steps, both Adam steps, fresh noise), at
 * the networks' full size; see {@link MadeUpUpdate}.
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
    /** Times {@code kind} with the networks that the configuration says. */
    public static UpdateTiming measure(
            Device device, Configuration configuration, AgentKind kind, int batch, double seconds) {
        Configuration sized = configuration.withLearners(s -> {
            s.agent = kind;
            s.batch = batch;
        });
        ActorCritic agent = Training.actorCritic(device, sized.scenario(), sized.learners(), 1_000_000);
        Stopwatch.Times times = new Stopwatch(device, seconds).measure(MadeUpUpdate.record(device, agent));
        return new UpdateTiming(
                kind,
                sized.learners().family(),
                batch,
                times.medianMillis(),
                times.leastMillis(),
                times.mostMillis(),
                Devices.memoryBytes(device));
    }
}
