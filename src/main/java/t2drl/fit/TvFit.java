package t2drl.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.math3.stat.StatUtils;

/**
 * A TV curve fitted to measurements by least squares, with 95% intervals from a bootstrap over residuals (they are blown up by {@code sqrt(n / (n - 4))},
 * since a fit with four parameters leaves them too small).
 *
 * @param rmse root of the mean squared error, in the unit of TV
 * @param rSquared part of the variance that the curve explains; NaN if TV is constant
 * @param remarks what the measurements cannot tell, in sentences; empty if all is well
 */
public record TvFit(
        TvCurve curve,
        Interval a1,
        Interval a2,
        Interval a3,
        Interval a4,
        double rmse,
        double rSquared,
        List<String> remarks) {
    /** Different step counts that a fit needs: one more than the curve has parameters. */
    static final int LEAST_STEP_COUNTS = 5;

    private static final int PARAMETERS = 4;
    private static final int RESAMPLES = 500;
    private static final long SEED = 1;

    static TvFit of(Measurements m) {
        double[] steps = Arrays.stream(m.steps()).sorted().distinct().toArray();
        int[] place = Arrays.stream(m.steps())
                .mapToInt(s -> Arrays.binarySearch(steps, s))
                .toArray();
        double[] weight = new double[steps.length];
        for (int p : place) {
            weight[p]++;
        }
        TvFitter fitter = new TvFitter(steps, weight);
        TvCurve curve = fitter.fit(means(m.tv(), place, weight));

        int n = m.count();
        double[] residuals = new double[n];
        for (int i = 0; i < n; i++) {
            residuals[i] = m.tv()[i] - curve.at(m.steps()[i]);
        }
        double squares = StatUtils.sumSq(residuals);
        double rmse = Math.sqrt(squares / n);
        double[][] parameters = bootstrap(m, curve, residuals, fitter, place, weight);
        return new TvFit(
                curve,
                interval(parameters[0]),
                interval(parameters[1]),
                interval(parameters[2]),
                interval(parameters[3]),
                rmse,
                1 - squares / ((n - 1) * StatUtils.variance(m.tv())),
                remarks(curve, steps, rmse));
    }

    private static double[] means(double[] tv, int[] place, double[] weight) {
        double[] means = new double[weight.length];
        for (int i = 0; i < tv.length; i++) {
            means[place[i]] += tv[i] / weight[place[i]];
        }
        return means;
    }

    /** A1 to A4 (rows) of every resample. */
    private static double[][] bootstrap(
            Measurements m, TvCurve curve, double[] residuals, TvFitter fitter, int[] place, double[] weight) {
        int n = m.count();
        double mean = StatUtils.mean(residuals);
        double blowUp = Math.sqrt((double) n / (n - PARAMETERS));
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        double[][] parameters = new double[PARAMETERS][RESAMPLES];
        double[] tv = new double[n];
        for (int b = 0; b < RESAMPLES; b++) {
            for (int i = 0; i < n; i++) {
                tv[i] = curve.at(m.steps()[i]) + blowUp * (residuals[random.nextInt(n)] - mean);
            }
            TvCurve again = fitter.fit(means(tv, place, weight));
            parameters[0][b] = again.a1();
            parameters[1][b] = again.a2();
            parameters[2][b] = again.a3();
            parameters[3][b] = again.a4();
        }
        return parameters;
    }

    private static Interval interval(double[] values) {
        return new Interval(StatUtils.percentile(values, 2.5), StatUtils.percentile(values, 97.5));
    }

    private static List<String> remarks(TvCurve curve, double[] steps, double rmse) {
        double fall = curve.a2() - curve.a4();
        if (fall == 0) {
            return List.of(
                    "TV does not fall with the steps, so A1 and A3 mean nothing: they are the least and the most steps"
                            + " measured.");
        }
        List<String> remarks = new ArrayList<>();
        if (fall <= 2 * rmse) {
            remarks.add("TV falls by no more than it scatters: take all four numbers for guesses.");
        }
        double rounding = 1e-9 * steps[steps.length - 1];
        long before =
                Arrays.stream(steps).filter(s -> s <= curve.a1() + rounding).count();
        long after =
                Arrays.stream(steps).filter(s -> s >= curve.a3() - rounding).count();
        if (before < 2) {
            remarks.add("No flat part before the fall was measured, so A1 and A2 hold only up to there: measure fewer"
                    + " steps, too.");
        }
        if (after < 2) {
            remarks.add("No flat part after the fall was measured, so A3 and A4 may lie further on: measure more steps,"
                    + " too.");
        }
        if (steps.length - before - after < 2) {
            remarks.add(
                    "The fall was measured at fewer than two step counts, so A1 and A3 are known only roughly: measure"
                            + " between them.");
        }
        return List.copyOf(remarks);
    }
}
