package t2drl.study;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import t2drl.method.EpisodeResult;

/**
 * What a method achieved over its evaluation episodes; its JSON form has these names in snake case. Undefined numbers
 * are NaN, and {@code null} in JSON.
 *
 * @param costMean mean cost, s
 * @param costCi95 low and high end of its 95% confidence interval over episodes (Student's t; NaN for one episode)
 * @param latencyMean s
 * @param tvMean total variation of the images, lower is better
 * @param hitRatio requests that found their model cached
 * @param lateRatio requests that missed their deadline
 * @param decisionUs time of one slot's decision for one cell, microseconds
 * @param gapClosed {@code (RCARS - cost)/(RCARS - oracle)}: 0 at RCARS, 1 at the oracle
 */
public record Evaluation(
        String method,
        int episodes,
        long seed,
        double costMean,
        List<Double> costCi95,
        double latencyMean,
        double tvMean,
        double hitRatio,
        double lateRatio,
        double decisionUs,
        double gapClosed) {

    /** Summarises episodes, of which there is at least one. */
    public static Evaluation of(String method, long seed, List<EpisodeResult> episodes, double decisionUs) {
        SummaryStatistics cost = new SummaryStatistics();
        episodes.forEach(episode -> cost.addValue(episode.cost()));
        return new Evaluation(
                method,
                episodes.size(),
                seed,
                cost.getMean(),
                interval95(cost),
                mean(episodes, EpisodeResult::latency),
                mean(episodes, EpisodeResult::tv),
                mean(episodes, EpisodeResult::hitRatio),
                mean(episodes, EpisodeResult::lateRatio),
                decisionUs,
                Double.NaN);
    }

    /** The same with {@link #gapClosed} from the mean costs of the two references on the same episodes. */
    public Evaluation withGap(double rcarsCost, double oracleCost) {
        double gap = (rcarsCost - costMean) / (rcarsCost - oracleCost);
        return new Evaluation(
                method, episodes, seed, costMean, costCi95, latencyMean, tvMean, hitRatio, lateRatio, decisionUs, gap);
    }

    private static List<Double> interval95(SummaryStatistics sample) {
        long n = sample.getN();
        if (n < 2) {
            return List.of(Double.NaN, Double.NaN);
        }
        double t = new TDistribution(n - 1.0).inverseCumulativeProbability(0.975);
        double half = t * sample.getStandardDeviation() / Math.sqrt(n);
        return List.of(sample.getMean() - half, sample.getMean() + half);
    }

    private static double mean(List<EpisodeResult> episodes, ToDoubleFunction<EpisodeResult> value) {
        return episodes.stream().mapToDouble(value).average().orElseThrow();
    }
}
