package t2drl.study.compare;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import t2drl.study.compare.UnitResult.CurvePoint;
import t2drl.study.compare.UnitResult.TrialResult;
import t2drl.study.stats.Statistics;

/** What the units of a study gave, by what was tried; in the order of their seeds, whatever order they came in. */
public final class StudyResults {
    private record Tried(String method, String key, double value) {}

    private final Map<Tried, TreeMap<Long, TrialResult>> trials = new HashMap<>();
    private final Map<String, TreeMap<Long, UnitResult>> trained = new HashMap<>();

    public void add(Unit unit, UnitResult result) {
        for (TrialResult trial : result.trials()) {
            Unit.Trial t = trial.trial();
            trials.computeIfAbsent(new Tried(t.method(), t.key(), t.value()), _ -> new TreeMap<>())
                    .put(unit.seed(), trial);
        }
        if (unit.learned()) {
            trained.computeIfAbsent(unit.method(), _ -> new TreeMap<>()).put(unit.seed(), result);
        }
    }

    /** Whether everything that the units try has a result of one seed at least, as a report needs it. */
    public boolean cover(List<Unit> units) {
        return units.stream()
                .flatMap(unit -> unit.trials().stream())
                .allMatch(t -> trials.containsKey(new Tried(t.method(), t.key(), t.value())));
    }

    /** A method's results on the scenario as it is, by seed. */
    TreeMap<Long, TrialResult> of(String method) {
        return method.equals(StudyPlan.BOUND) ? of(method, StudyPlan.DEADLINE_CHARGE, 0) : of(method, "", 0);
    }

    /** A method's results on the scenario with one key changed, by seed. */
    TreeMap<Long, TrialResult> of(String method, String key, double value) {
        return trials.getOrDefault(new Tried(method, key, value), new TreeMap<>());
    }

    boolean has(String method) {
        return !of(method).isEmpty();
    }

    /** The learning curves of a trained method, one a seed. */
    List<List<CurvePoint>> curves(String method) {
        return trained(method).stream().map(UnitResult::curve).toList();
    }

    Collection<UnitResult> trained(String method) {
        return trained.getOrDefault(method, new TreeMap<>()).values();
    }

    /** Mean cost of each seed. */
    static double[] costs(TreeMap<Long, TrialResult> results) {
        return results.values().stream().mapToDouble(r -> r.figures().cost()).toArray();
    }

    /** Mean costs of several methods on the very same episodes: {@code [methods][seeds]}, over the seeds and episodes that all of them have. */
    static double[][] onSameEpisodes(List<TreeMap<Long, TrialResult>> methods) {
        List<Long> seeds = new ArrayList<>(methods.getFirst().keySet());
        methods.forEach(m -> seeds.retainAll(m.keySet()));
        double[][] costs = new double[methods.size()][seeds.size()];
        for (int i = 0; i < seeds.size(); i++) {
            long seed = seeds.get(i);
            int episodes = methods.stream()
                    .mapToInt(m -> m.get(seed).episodeCosts().size())
                    .min()
                    .orElse(0);
            for (int m = 0; m < costs.length; m++) {
                costs[m][i] = Statistics.mean(methods.get(m).get(seed).episodeCosts().subList(0, episodes).stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray());
            }
        }
        return costs;
    }
}
