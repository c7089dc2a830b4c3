package t2drl.study.compare;

import java.util.List;
import java.util.stream.DoubleStream;
import t2drl.common.UserException;
import t2drl.config.Configuration;
import t2drl.edge.CacheSets;
import t2drl.edge.Scenario;

/**
 * One number of the scenario taken through several values, its own among them.
 *
 * @param key of the configuration
 * @param title for people, with the unit that {@code value / unit} has
 * @param values ascending
 */
record Sweep(String key, String title, double unit, List<Double> values) {

    /** The sweeps of a study: those values that give a problem that can be posed. */
    static List<Sweep> of(String configuration) {
        Scenario s = UnitWork.configuration(configuration, "", 0).scenario();
        return List.of(
                relative(configuration, "users", "users", 1, s.users(), 1.0 / 3, 2.0 / 3, 1, 4.0 / 3, 2, 8.0 / 3),
                relative(configuration, "bandwidth_hz", "bandwidth, MHz", 1e6, s.bandwidthHz(), 0.5, 0.75, 1, 1.5, 2),
                relative(
                        configuration,
                        "cache_capacity_gb",
                        "cache capacity, GB",
                        1,
                        s.cacheCapacityGb(),
                        0.5,
                        0.75,
                        1,
                        1.25,
                        1.5),
                relative(
                        configuration,
                        "steps_per_slot",
                        "denoising steps per slot, R",
                        1,
                        s.stepsPerSlot(),
                        0.25,
                        0.5,
                        1,
                        1.5,
                        2),
                new Sweep(
                        "latency_weight",
                        "weight of latency, alpha",
                        1,
                        possible(configuration, "latency_weight", DoubleStream.of(0.3, 0.5, 0.9, s.latencyWeight()))));
    }

    private static Sweep relative(
            String configuration, String key, String title, double unit, double own, double... factors) {
        return new Sweep(
                key,
                title,
                unit,
                possible(
                        configuration,
                        key,
                        DoubleStream.of(factors).map(f -> key.equals("users") ? Math.rint(f * own) : f * own)));
    }

    private static List<Double> possible(String configuration, String key, DoubleStream values) {
        return values.distinct()
                .sorted()
                .filter(value -> isPossible(configuration, key, value))
                .boxed()
                .toList();
    }

    private static boolean isPossible(String configuration, String key, double value) {
        try {
            Configuration changed = UnitWork.configuration(configuration, key, value);
            return new CacheSets(changed.scenario()).count() > 0;
        } catch (UserException e) {
            return false;
        }
    }
}
