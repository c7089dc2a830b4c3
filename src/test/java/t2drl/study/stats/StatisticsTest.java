package t2drl.study.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatisticsTest {
    /** {@code scipy.stats.trim_mean(x, 0.25)} cuts {@code int(0.25 n)} values at each end. */
    @Test
    void theInterquartileMeanIsScipysTrimmedMean() {
        assertThat(iqm(1, 2, 3, 4, 5, 6, 7, 8, 9, 1000)).isEqualTo((3 + 4 + 5 + 6 + 7 + 8) / 6.0);
        assertThat(iqm(100, 2, 4, 1, 3)).isEqualTo(3);
        assertThat(iqm(5, 1, 3)).isEqualTo(3);
        assertThat(iqm(7)).isEqualTo(7);
        assertThat(Statistics.interquartileMean(new double[][] {{0, 8}, {2, 100}}))
                .isEqualTo(5);
    }

    @Test
    void meansAndMedians() {
        assertThat(Statistics.mean(new double[][] {{1, 2}, {6}})).isEqualTo(3);
        assertThat(Statistics.median(new double[] {9, 1, 4})).isEqualTo(4);
        assertThat(Statistics.median(new double[] {9, 1, 4, 6})).isEqualTo(5);
        assertThat(Statistics.mean(new double[0])).isNaN();
        assertThat(Statistics.median(new double[0])).isNaN();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theProbabilityOfImprovementCountsPairs(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] a = new double[3][];
        double[][] b = new double[3][];
        double expected = 0;
        for (int s = 0; s < 3; s++) {
            a[s] = random.ints(2 + s, 0, 5).asDoubleStream().toArray();
            b[s] = random.ints(7 - s, 0, 5).asDoubleStream().toArray();
            int twiceBetter = 0;
            int pairs = 0;
            for (int i = 0; i < a[s].length; i++) {
                for (int j = 0; j < b[s].length; j++) {
                    pairs++;
                    twiceBetter += 1 - (int) Math.signum(a[s][i] - b[s][j]);
                }
            }
            expected += twiceBetter / (2.0 * pairs) / 3;
        }

        assertThat(Statistics.probabilityOfImprovement(a, b)).isCloseTo(expected, within(1e-12));
        assertThat(Statistics.probabilityOfImprovement(b, a)).isCloseTo(1 - expected, within(1e-12));
    }

    private static double iqm(double... runs) {
        return Statistics.interquartileMean(new double[][] {runs});
    }
}
