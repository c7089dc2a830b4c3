package t2drl.study.stats;

import java.util.Arrays;

/**
 * Statistics over few runs, as Agarwal et al. recommend ("Deep Reinforcement Learning at the Edge of the Statistical Precipice", NeurIPS 2021). Scores come as
 * {@code [strata, runs]}: a stratum is a scenario, a run a seed.
 */
public final class Statistics {
    private Statistics() {}

    /** Mean of all scores. */
    public static double mean(double[][] scores) {
        return mean(flat(scores));
    }

    public static double mean(double[] scores) {
        return Arrays.stream(scores).average().orElse(Double.NaN);
    }

    public static double median(double[] scores) {
        double[] sorted = sorted(scores);
        int n = sorted.length;
        return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    /** Interquartile mean: of all scores together, without the lowest and the highest quarter (each rounded down to whole scores). */
    public static double interquartileMean(double[][] scores) {
        double[] sorted = sorted(flat(scores));
        int cut = sorted.length / 4;
        return mean(Arrays.copyOfRange(sorted, cut, sorted.length - cut));
    }

    /**
     * How likely a run of {@code a} costs less than one of {@code b} in the same stratum, ties counted half: the mean over strata of the Mann-Whitney
     * statistic.
     */
    public static double probabilityOfImprovement(double[][] a, double[][] b) {
        double sum = 0;
        for (int s = 0; s < a.length; s++) {
            double better = 0;
            for (double x : a[s]) {
                for (double y : b[s]) {
                    better += x < y ? 1 : x == y ? 0.5 : 0;
                }
            }
            sum += better / ((double) a[s].length * b[s].length);
        }
        return sum / a.length;
    }

    private static double[] flat(double[][] scores) {
        return Arrays.stream(scores).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[] sorted(double[] scores) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
