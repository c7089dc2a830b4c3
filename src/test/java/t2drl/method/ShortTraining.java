package t2drl.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.edge.Scenario;
import t2drl.kernel.Device;
import t2drl.nn.Network;

/** Trainings that take a second: few users, small networks, but both learners learn, over several chunks of every kernel. */
final class ShortTraining {
    private ShortTraining() {}

    static Scenario scenario() {
        return Scenario.defaults().with(s -> {
            s.users = 5;
            s.frames = 3;
            s.slotsPerFrame = 5;
            s.stepsPerSlot = 300;
            s.bandwidthHz = 8e6;
            s.minBandwidthShare = 0.03;
        });
    }

    static LearnerSettings settings(Family family, Consumer<LearnerSettings.Builder> change) {
        LearnerSettings small = LearnerSettings.defaults(family).with(s -> {
            s.cells = 40;
            s.episodes = 3;
            s.batch = 96;
            s.replaySlots = 1500;
            s.hidden = 16;
            s.warmupSlots = 5;
            s.actorDelayUpdates = 4;
            s.caching = s.caching.with(c -> {
                c.hidden = 16;
                c.batch = 40;
                c.updatesPerFrame = 4;
                c.startFraction = 0;
            });
        });
        return small.with(change);
    }

    /** What a training leaves behind. */
    record Outcome(Map<String, List<Double>> networks, List<TrainingMetrics> metrics, long updates) {}

    static Outcome run(Device device, LearnerSettings settings, long seed) {
        Training training = new Training(device, scenario(), settings, seed);
        List<TrainingMetrics> metrics = new ArrayList<>();
        training.run(metrics::add, () -> false);
        Map<String, Network> networks = new LinkedHashMap<>();
        networks.putAll(training.allocation().agent().networks());
        networks.putAll(training.caching().agent().networks());
        Map<String, List<Double>> numbers = new LinkedHashMap<>();
        networks.forEach((name, network) -> numbers.put(
                name, Arrays.stream(network.parameters().toArray()).boxed().toList()));
        return new Outcome(numbers, metrics, training.updates());
    }
}
