package t2drl.study.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static final Bootstrap BOOTSTRAP = new Bootstrap(2000, 1);

    /** The percentile interval of a mean of ten normal runs is some 0.91 sure, of fifty some 0.94 (the known shortfall is of order 1/n). */
    @Test
    void holdsTheTrueMeanAboutAsOftenAsItSays() {
        assertThat(coverage(1, 10)).isBetween(0.87, 0.95);
        assertThat(coverage(1, 50)).isBetween(0.91, 0.975);
        assertThat(coverage(3, 15)).isBetween(0.90, 0.97);
    }

    private static double coverage(int strata, int runs) {
        SplittableRandom random = new SplittableRandom(7);
        Bootstrap bootstrap = new Bootstrap(400, 3);
        int trials = 1000;
        int held = 0;
        for (int t = 0; t < trials; t++) {
            double[][] scores = new double[strata][runs];
            for (int s = 0; s < strata; s++) {
                for (int i = 0; i < runs; i++) {
                    scores[s][i] = 10 * s + random.nextGaussian();
                }
            }
            Bootstrap.Interval interval = bootstrap.interval95(scores, Statistics::mean);
            double truth = 5.0 * (strata - 1);
            held += interval.low() <= truth && truth <= interval.high() ? 1 : 0;
        }
        return (double) held / trials;
    }

    /** What differs between strata is no uncertainty: drawing from all scores together would make this interval wide. */
    @Test
    void drawsWithinStrata() {
        Bootstrap.Interval interval =
                BOOTSTRAP.interval95(new double[][] {{1, 1, 1}, {100, 100, 100}}, Statistics::mean);

        assertThat(interval.low()).isEqualTo(50.5);
        assertThat(interval.high()).isEqualTo(50.5);
    }

    /** With two runs the mean of a draw is low, middle or high with probability 1/4, 1/2, 1/4. */
    @Test
    void theIntervalOfTwoRunsIsKnown() {
        Bootstrap.Interval interval = BOOTSTRAP.interval95(new double[][] {{3, 5}}, Statistics::mean);

        assertThat(interval).isEqualTo(new Bootstrap.Interval(3, 5));
    }

    @Test
    void drawsTwoMethodsIndependently() {
        Bootstrap.Interval interval = BOOTSTRAP.interval95(
                new double[][] {{1, 2, 3}}, new double[][] {{4, 5, 6}}, Statistics::probabilityOfImprovement);

        assertThat(interval).isEqualTo(new Bootstrap.Interval(1, 1));
    }

    @Test
    void oneRunTellsNothing() {
        Bootstrap.Interval interval = BOOTSTRAP.interval95(new double[][] {{3}}, Statistics::mean);

        assertThat(interval.low()).isNaN();
        assertThat(interval.high()).isNaN();
        assertThat(interval.overlaps(new Bootstrap.Interval(8, 9))).isTrue();
    }

    @Test
    void intervalsOverlapUpToTheirEnds() {
        Bootstrap.Interval interval = new Bootstrap.Interval(1, 2);

        assertThat(interval.overlaps(new Bootstrap.Interval(2, 3))).isTrue();
        assertThat(interval.overlaps(new Bootstrap.Interval(0, 5))).isTrue();
        assertThat(interval.overlaps(new Bootstrap.Interval(2.1, 3))).isFalse();
        assertThat(interval.overlaps(new Bootstrap.Interval(0, 0.9))).isFalse();
    }

    @Test
    void quantilesLieBetweenValues() {
        assertThat(Bootstrap.quantile(new double[] {0, 10, 20}, 0.25)).isCloseTo(5, within(1e-12));
        assertThat(Bootstrap.quantile(new double[] {4}, 0.975)).isEqualTo(4);
    }
}
