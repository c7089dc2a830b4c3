package t2drl.study.compare;

import org.jspecify.annotations.Nullable;
import t2drl.edge.CacheSets;
import t2drl.edge.Scenario;
import t2drl.kernel.Device;
import t2drl.method.KnownMethod;
import t2drl.method.LearnedPolicy;
import t2drl.method.Method;
import t2drl.method.MethodParts;

/** Makes the methods that trials name, for one scenario. */
final class StudyMethods {
    private final Device device;
    private final Scenario scenario;
    private final long seed;
    private final @Nullable LearnedPolicy learned;
    private final MethodParts parts;

    /** {@code learned} is what the unit trained, if it did. */
    StudyMethods(Device device, Scenario scenario, CacheSets sets, long seed, @Nullable LearnedPolicy learned) {
        this.device = device;
        this.scenario = scenario;
        this.seed = seed;
        this.learned = learned;
        parts = new MethodParts(scenario, sets, seed, 1);
    }

    /** The method, for {@code cells} cells at once. */
    Method make(String name, int cells) {
        if (name.equals(StudyPlan.BOUND)) {
            return KnownMethod.ORACLE.make(parts);
        }
        if (learned != null) {
            return Variant.named(name)
                    .map(variant -> variant.method(learned, device, scenario, parts, cells, seed))
                    .orElseGet(() -> learned.method(device, scenario, cells, seed));
        }
        return KnownMethod.named(name)
                .orElseThrow(() -> new IllegalArgumentException("no method is called " + name))
                .make(parts);
    }
}
