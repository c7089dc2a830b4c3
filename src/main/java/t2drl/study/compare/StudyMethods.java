package t2drl.study.compare;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import t2drl.edge.CacheSets;
import t2drl.edge.Scenario;
import t2drl.kernel.Device;
import t2drl.method.LearnedPolicy;
import t2drl.method.Method;
import t2drl.method.Oracle;
import t2drl.method.RandomCaching;

/** Makes the methods that trials name, for one scenario. */
final class StudyMethods {
    private final Device device;
    private final Scenario scenario;
    private final CacheSets sets;
    private final long seed;
    private final @Nullable LearnedPolicy learned;

    StudyMethods(Device device, Scenario scenario, CacheSets sets, long seed, @Nullable LearnedPolicy learned) {
        this.device = device;
        this.scenario = scenario;
        this.sets = sets;
        this.seed = seed;
        this.learned = learned;
    }

    /** The method, for {@code cells} cells at once. */
    Method make(String name, int cells) {
        return switch (name) {
            case "rcars" -> new RandomCaching(scenario, sets, seed);
            case "oracle", "bound" -> new Oracle(scenario, sets, seed, 1);
            case "best-of-1" -> Objects.requireNonNull(learned).withBestOf(1).method(device, scenario, cells, seed);
            default -> Objects.requireNonNull(learned).method(device, scenario, cells, seed);
        };
    }
}
