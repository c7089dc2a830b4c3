package t2drl.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PopularityTest {
    @Test
    void zipfFollowsTheRankingOfTheState() {
        Popularity popularity = Popularity.of(Scenario.defaults().with(s -> {
            s.models = 3;
            s.popularityStates = 2;
            s.transition = new double[][] {{0.5, 0.5}, {0.5, 0.5}};
            s.zipfSkewness = new double[] {1, 0};
            s.rank = new int[][] {{2, 1, 3}, {1, 2, 3}};
        }));

        assertThat(popularity.requests()[0])
                .containsExactly(new double[] {3 / 11.0, 6 / 11.0, 2 / 11.0}, within(1e-15));
        assertThat(popularity.requests()[1]).containsExactly(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, within(1e-15));
        assertThat(popularity.mix()[1]).isCloseTo((6 / 11.0 + 1 / 3.0) / 2, within(1e-15));
    }

    @Test
    void stationaryMixOfSlowPeriodicAndReducibleChains() {
        assertThat(stationary(new double[][] {{1 - 1e-9, 1e-9}, {3e-9, 1 - 3e-9}}))
                .containsExactly(new double[] {0.75, 0.25}, within(1e-12));
        assertThat(stationary(new double[][] {{0, 1}, {1, 0}})).containsExactly(new double[] {0.5, 0.5}, within(1e-15));
        assertThat(stationary(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0.5, 0.5}}))
                .containsExactly(new double[] {1 / 3.0, 2 / 3.0, 0}, within(1e-15));
        assertThat(stationary(new double[][] {{1}})).containsExactly(1);
    }

    @Test
    void aDrawTakesTheFirstSumThatExceedsTheUniform() {
        Popularity popularity = popularity(new double[][] {{0, 0.25, 0.75}, {0.5, 0.5, 0}, {0, 0, 1}});

        assertThat(popularity.nextState(0, 0)).isEqualTo(1);
        assertThat(popularity.nextState(0, Math.nextDown(0.25))).isEqualTo(1);
        assertThat(popularity.nextState(0, 0.25)).isEqualTo(2);
        assertThat(popularity.nextState(1, 0.5)).isEqualTo(1);
        assertThat(popularity.nextState(2, 0)).isEqualTo(2);
    }

    @Test
    void aDrawPastSumsThatRoundingKeptBelowOneTakesTheLast() {
        double[] tenth = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
        double[][] transition = new double[10][];
        Arrays.fill(transition, tenth);

        Popularity popularity = popularity(transition);

        assertThat(popularity.cumulativeTransition()[9]).isLessThan(1);
        assertThat(popularity.nextState(0, Math.nextDown(1.0))).isEqualTo(9);
    }

    private static double[] stationary(double[][] transition) {
        return popularity(transition).stationary();
    }

    private static Popularity popularity(double[][] transition) {
        return Popularity.of(Scenario.defaults().with(s -> {
            s.popularityStates = transition.length;
            s.transition = transition;
            s.zipfSkewness = new double[transition.length];
            int[] ranking = s.rank[0];
            s.rank = new int[transition.length][];
            Arrays.fill(s.rank, ranking);
        }));
    }
}
