package t2drl.study.compare;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import t2drl.study.compare.UnitResult.Figures;
import t2drl.study.compare.UnitResult.TrialResult;
import t2drl.study.stats.Bootstrap;
import t2drl.study.stats.Statistics;

/**
 * What a method achieved, over seeds: an entry of {@code summary.json}, under these names in snake case. Costs and times are in s; intervals are stratified
 * bootstrap 95% intervals over seeds. What cannot be had is NaN, {@code null} in JSON.
 *
 * @param episodes evaluation episodes of each seed
 * @param costIqm interquartile mean over seeds
 * @param gapClosed mean over seeds of {@code (RCARS - cost)/(RCARS - oracle)} on the same episodes
 * @param excessOverBound mean over seeds of {@code cost/bound - 1}
 * @param excessOverBestKnown the same against the best known method
 * @param minusT2drl mean over seeds of the method's cost minus T2DRL's on the same episodes
 * @param t2drlBetter how likely T2DRL costs less than the method in a run of each
 * @param decisionUs median time of one slot decided alone, microseconds, mean over seeds
 * @param trainingSeconds mean over seeds; 0 if nothing is trained
 * @param seedCosts mean cost of each seed
 */
record MethodSummary(
        String method,
        int seeds,
        int episodes,
        double costMean,
        List<Double> costCi95,
        double costIqm,
        List<Double> costIqmCi95,
        double gapClosed,
        List<Double> gapClosedCi95,
        double excessOverBound,
        double excessOverBestKnown,
        double minusT2drl,
        List<Double> minusT2drlCi95,
        double t2drlBetter,
        double latency,
        double uplink,
        double generation,
        double backhaul,
        double downlink,
        double tv,
        double hitRatio,
        double lateRatio,
        double decisionUs,
        double trainingSeconds,
        List<Double> seedCosts) {
    private static final int RESAMPLES = 5000;

    static MethodSummary of(StudyResults results, String method) {
        TreeMap<Long, TrialResult> own = results.of(method);
        double[] costs = StudyResults.costs(own);
        Bootstrap bootstrap = bootstrap();
        double[] gaps = gaps(results, own);
        double[][] beside = StudyResults.onSameEpisodes(List.of(own, results.of(StudyPlan.T2DRL)));
        double[] differences = new double[beside[0].length];
        Arrays.setAll(differences, i -> beside[0][i] - beside[1][i]);
        return new MethodSummary(
                method,
                own.size(),
                own.firstEntry().getValue().trial().episodes(),
                Statistics.mean(costs),
                interval(bootstrap, costs, Statistics::mean),
                Statistics.interquartileMean(new double[][] {costs}),
                interval(bootstrap, costs, Statistics::interquartileMean),
                Statistics.mean(gaps),
                interval(bootstrap, gaps, Statistics::mean),
                excess(own, results.of(StudyPlan.BOUND)),
                excess(own, results.of(StudyPlan.BEST_KNOWN)),
                Statistics.mean(differences),
                interval(bootstrap, differences, Statistics::mean),
                method.equals(StudyPlan.T2DRL) || beside[0].length == 0
                        ? Double.NaN
                        : Statistics.probabilityOfImprovement(new double[][] {beside[1]}, new double[][] {beside[0]}),
                mean(own, Figures::latency),
                mean(own, Figures::uplink),
                mean(own, Figures::generation),
                mean(own, Figures::backhaul),
                mean(own, Figures::downlink),
                mean(own, Figures::tv),
                mean(own, Figures::hitRatio),
                mean(own, Figures::lateRatio),
                own.values().stream()
                        .flatMap(r -> r.decisionMicros().stream())
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElse(Double.NaN),
                results.trained(method).stream()
                        .mapToDouble(UnitResult::trainingSeconds)
                        .average()
                        .orElse(0),
                Arrays.stream(costs).boxed().toList());
    }

    static Bootstrap bootstrap() {
        return new Bootstrap(RESAMPLES, 1);
    }

    private static List<Double> interval(Bootstrap bootstrap, double[] runs, ToDoubleFunction<double[][]> statistic) {
        Bootstrap.Interval interval = bootstrap.interval95(new double[][] {runs}, statistic);
        return List.of(interval.low(), interval.high());
    }

    /** The gap closed by each seed. */
    static double[] gaps(StudyResults results, TreeMap<Long, TrialResult> own) {
        return gaps(own, results.of(StudyPlan.RCARS), results.of(StudyPlan.ORACLE));
    }

    static double[] gaps(
            TreeMap<Long, TrialResult> own, TreeMap<Long, TrialResult> rcars, TreeMap<Long, TrialResult> oracle) {
        double[][] costs = StudyResults.onSameEpisodes(List.of(own, rcars, oracle));
        double[] gaps = new double[costs[0].length];
        Arrays.setAll(gaps, i -> (costs[1][i] - costs[0][i]) / (costs[1][i] - costs[2][i]));
        return gaps;
    }

    private static double excess(TreeMap<Long, TrialResult> own, TreeMap<Long, TrialResult> least) {
        double[][] costs = StudyResults.onSameEpisodes(List.of(own, least));
        double[] excess = new double[costs[0].length];
        Arrays.setAll(excess, i -> costs[0][i] / costs[1][i] - 1);
        return Statistics.mean(excess);
    }

    private static double mean(TreeMap<Long, TrialResult> results, ToDoubleFunction<Figures> figure) {
        return Statistics.mean(results.values().stream()
                .mapToDouble(r -> figure.applyAsDouble(r.figures()))
                .toArray());
    }

    Bootstrap.Interval costInterval() {
        return new Bootstrap.Interval(costCi95.getFirst(), costCi95.getLast());
    }
}
