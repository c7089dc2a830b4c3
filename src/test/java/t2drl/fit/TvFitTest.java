package t2drl.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.SimplexOptimizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.edge.Scenario;

class TvFitTest {
    private static final Scenario DEFAULTS = Scenario.defaults();

    private static TvCurve defaultCurve(int model) {
        return new TvCurve(
                DEFAULTS.qualityStartSteps()[model],
                DEFAULTS.worstTv()[model],
                DEFAULTS.qualityEndSteps()[model],
                DEFAULTS.bestTv()[model]);
    }

    /** Every {@code stride} steps, several points each, Gaussian noise. */
    private static Measurements measure(TvCurve curve, int stride, int repeats, double noise, RandomGenerator random) {
        List<Measurements.Point> points = new ArrayList<>();
        for (int steps = stride; steps <= 260; steps += stride) {
            for (int i = 0; i < repeats; i++) {
                points.add(new Measurements.Point(steps, curve.at(steps) + noise * random.nextGaussian(), steps));
            }
        }
        return Measurements.of("m", points);
    }

    @Test
    void findsTheDefaultCurvesExactlyWhenThereIsNoNoise() {
        for (int model = 0; model < DEFAULTS.models(); model++) {
            TvCurve truth = defaultCurve(model);
            for (int stride : new int[] {3, 7, 10, 20}) {
                TvFit fit = TvFit.of(measure(truth, stride, 1, 0, new Random(1)));
                assertThat(fit.curve().a1()).isEqualTo(truth.a1(), offset(1e-8));
                assertThat(fit.curve().a2()).isEqualTo(truth.a2(), offset(1e-8));
                assertThat(fit.curve().a3()).isEqualTo(truth.a3(), offset(1e-8));
                assertThat(fit.curve().a4()).isEqualTo(truth.a4(), offset(1e-8));
                assertThat(fit.rmse()).isLessThan(1e-8);
                assertThat(fit.rSquared()).isEqualTo(1, offset(1e-12));
                if (stride <= 10) {
                    assertThat(fit.remarks()).isEmpty();
                }
            }
        }
    }

    @Test
    void intervalsHoldTheTruthAboutAsOftenAsTheySay() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
        int trials = 100;
        int[] held = new int[4];
        for (int t = 0; t < trials; t++) {
            TvCurve truth = defaultCurve(t % DEFAULTS.models());
            TvFit fit = TvFit.of(measure(truth, 10, 2, 3, random));
            double[] values = {truth.a1(), truth.a2(), truth.a3(), truth.a4()};
            Interval[] intervals = {fit.a1(), fit.a2(), fit.a3(), fit.a4()};
            for (int i = 0; i < 4; i++) {
                held[i] += intervals[i].low() <= values[i] && values[i] <= intervals[i].high() ? 1 : 0;
            }
            assertThat(fit.curve().a1()).isEqualTo(truth.a1(), offset(15.0));
            assertThat(fit.curve().a2()).isEqualTo(truth.a2(), offset(4.0));
            assertThat(fit.curve().a3()).isEqualTo(truth.a3(), offset(15.0));
            assertThat(fit.curve().a4()).isEqualTo(truth.a4(), offset(4.0));
            assertThat(fit.rmse()).isBetween(1.5, 4.5);
        }
        assertThat(IntStream.of(held)).as("times held, A1 to A4").allMatch(times -> times >= 85);
    }

    /** A simplex search from many starts never finds a smaller sum of squares, whatever the points look like. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noOtherCurveIsBetter(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int n = 5 + random.nextInt(12);
        double[] steps = new double[n];
        double[] weight = new double[n];
        double[] tv = new double[n];
        for (int i = 0; i < n; i++) {
            steps[i] = (i == 0 ? 0 : steps[i - 1]) + 1 + random.nextInt(30);
            weight[i] = 1 + random.nextInt(3);
            tv[i] = 100 - (seed % 2 == 0 ? 5 * i : 0) + 20 * random.nextGaussian();
        }
        double found = squares(new TvFitter(steps, weight).fit(tv), steps, weight, tv);
        ObjectiveFunction error = new ObjectiveFunction(p ->
                p[0] < p[2] && p[3] <= p[1] ? squares(new TvCurve(p[0], p[1], p[2], p[3]), steps, weight, tv) : 1e9);
        for (int start = 0; start < 300; start++) {
            double a1 = random.nextDouble(steps[0], steps[n - 1]);
            double a3 = random.nextDouble(a1, steps[n - 1] + 1);
            double searched = new SimplexOptimizer(1e-12, 1e-12)
                    .optimize(
                            new MaxEval(100_000),
                            GoalType.MINIMIZE,
                            error,
                            new InitialGuess(new double[] {a1, 100, a3, 60}),
                            new NelderMeadSimplex(new double[] {3, 5, 3, 5}))
                    .getValue();
            assertThat(found).as("seed %d", seed).isLessThanOrEqualTo(searched + 1e-7);
        }
    }

    private static double squares(TvCurve curve, double[] steps, double[] weight, double[] tv) {
        double sum = 0;
        for (int i = 0; i < steps.length; i++) {
            sum += weight[i] * Math.pow(tv[i] - curve.at(steps[i]), 2);
        }
        return sum;
    }

    @Test
    void saysWhatTheMeasurementsDoNotTell() {
        double[] steps = {10, 20, 30, 40, 50, 60, 70, 80};
        assertThat(remarks(steps, 50, 50, 50, 50, 50, 50, 50, 50)).containsOnly("does not fall");
        assertThat(remarks(steps, 20, 30, 40, 50, 60, 70, 80, 90)).containsOnly("does not fall");
        assertThat(remarks(steps, 90, 80, 70, 60, 50, 50, 50, 50)).containsOnly("before the fall");
        assertThat(remarks(steps, 90, 90, 90, 80, 70, 60, 50, 40)).containsOnly("after the fall");
        assertThat(remarks(steps, 90, 90, 90, 90, 50, 50, 50, 50)).containsOnly("fewer than two step counts");
        assertThat(remarks(steps, 52, 48, 51, 49, 50, 47, 52, 49)).contains("by no more than it scatters");
    }

    /** The remarks, each shortened to the words that this test looks for. */
    private static List<String> remarks(double[] steps, double... tv) {
        List<String> known = List.of(
                "does not fall",
                "before the fall",
                "after the fall",
                "fewer than two step counts",
                "by no more than it scatters");
        return TvFit.of(new Measurements("m", steps, tv, steps)).remarks().stream()
                .map(remark ->
                        known.stream().filter(remark::contains).findFirst().orElse(remark))
                .toList();
    }
}
