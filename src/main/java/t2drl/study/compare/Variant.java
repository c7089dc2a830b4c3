package t2drl.study.compare;

import java.util.List;
import java.util.Optional;
import t2drl.edge.Scenario;
import t2drl.kernel.Device;
import t2drl.method.LearnedPolicy;
import t2drl.method.Method;
import t2drl.method.MethodParts;

/**
 * T2DRL's trained policy, used otherwise: an ablation that needs no training.
 *
 * @param name of the method in tables and files
 */
record Variant(String name, String description, Use use) {
    static final List<Variant> ALL = List.of(
            new Variant(
                    "best-of-1",
                    "one sampled action, in place of the best of several by the critic",
                    (policy, device, scenario, parts, cells, seed) ->
                            policy.withBestOf(1).method(device, scenario, cells, seed)),
            new Variant(
                    "exact-allocation",
                    "T2DRL's caches, exact allocation",
                    (policy, device, scenario, parts, cells, seed) ->
                            Method.of("exact-allocation", policy.caching(device, scenario, cells), parts.exact())),
            new Variant(
                    "oracle-caches",
                    "the oracle's caches, T2DRL's allocation",
                    (policy, device, scenario, parts, cells, seed) -> Method.of(
                            "oracle-caches", parts.bestOfState(), policy.allocation(device, scenario, cells, seed))));

    /** Makes the method. */
    interface Use {
        Method of(LearnedPolicy policy, Device device, Scenario scenario, MethodParts parts, int cells, long seed);
    }

    static Optional<Variant> named(String name) {
        return ALL.stream().filter(v -> v.name.equals(name)).findFirst();
    }

    Method method(LearnedPolicy policy, Device device, Scenario scenario, MethodParts parts, int cells, long seed) {
        return use.of(policy, device, scenario, parts, cells, seed);
    }
}
