package t2drl.study.compare;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import t2drl.study.stats.Bootstrap;
import t2drl.study.stats.Statistics;

/** What a study found, in numbers. */
final class StudyFindings {
    /** One method at one point of a sweep: means over seeds. */
    record SweepPoint(String key, double value, String method, int seeds, double costMean, double gapClosed) {}

    /** The gap closed over all points of all sweeps, a stratum each. */
    record Aggregate(String method, double gapMean, List<Double> gapMeanCi95, double gapIqm, List<Double> gapIqmCi95) {}

    private final StudyPlan plan;
    private final StudyResults results;
    private final List<MethodSummary> methods;
    private final List<MethodSummary> ablations;
    private final List<Claim> claims;
    private final List<Aggregate> allScenarios;

    StudyFindings(StudyPlan plan, StudyResults results) {
        this.plan = plan;
        this.results = results;
        methods = summaries(StudyPlan.compared());
        ablations = summaries(StudyPlan.ablated().keySet());
        Map<String, MethodSummary> byName = methods.stream().collect(Collectors.toMap(MethodSummary::method, m -> m));
        claims = Claim.of(results, byName);
        allScenarios = aggregate();
    }

    private List<MethodSummary> summaries(Collection<String> names) {
        return names.stream()
                .filter(results::has)
                .map(name -> MethodSummary.of(results, name))
                .toList();
    }

    List<MethodSummary> methods() {
        return methods;
    }

    List<MethodSummary> ablations() {
        return ablations;
    }

    List<Claim> claims() {
        return claims;
    }

    List<SweepPoint> sweepPoints() {
        List<SweepPoint> points = new ArrayList<>();
        for (Sweep sweep : plan.sweeps()) {
            for (double value : sweep.values()) {
                for (String method : StudyPlan.swept()) {
                    double[] costs = StudyResults.costs(results.of(method, sweep.key(), value));
                    points.add(new SweepPoint(
                            sweep.key(),
                            value,
                            method,
                            costs.length,
                            Statistics.mean(costs),
                            Statistics.mean(gaps(sweep, value, method))));
                }
            }
        }
        return points;
    }

    List<Aggregate> allScenarios() {
        return allScenarios;
    }

    private List<Aggregate> aggregate() {
        List<Aggregate> all = new ArrayList<>();
        Bootstrap bootstrap = MethodSummary.bootstrap();
        for (String method : StudyPlan.swept()) {
            double[][] gaps = plan.sweeps().stream()
                    .flatMap(sweep -> sweep.values().stream().map(value -> gaps(sweep, value, method)))
                    .toArray(double[][]::new);
            Bootstrap.Interval mean = bootstrap.interval95(gaps, Statistics::mean);
            Bootstrap.Interval iqm = bootstrap.interval95(gaps, Statistics::interquartileMean);
            all.add(new Aggregate(
                    method,
                    Statistics.mean(gaps),
                    List.of(mean.low(), mean.high()),
                    Statistics.interquartileMean(gaps),
                    List.of(iqm.low(), iqm.high())));
        }
        return all;
    }

    private double[] gaps(Sweep sweep, double value, String method) {
        return MethodSummary.gaps(
                results.of(method, sweep.key(), value),
                results.of(StudyPlan.RCARS, sweep.key(), value),
                results.of(StudyPlan.ORACLE, sweep.key(), value));
    }
}
