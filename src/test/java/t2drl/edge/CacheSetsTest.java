package t2drl.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.common.UserException;

class CacheSetsTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void holdsExactlyTheSubsetsThatFit(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int models = random.nextInt(1, 11);
        double[] sizes = random.doubles(models, 1, 10).toArray();
        Scenario scenario = Scenario.defaults().with(s -> {
            s.models = models;
            s.modelSizeGb = sizes;
            s.cacheCapacityGb = random.nextDouble(0, 40);
        });

        CacheSets sets = new CacheSets(scenario);

        assertThat(sets.masks())
                .isEqualTo(IntStream.range(0, 1 << models)
                        .filter(mask -> size(sizes, mask) <= scenario.cacheCapacityGb())
                        .toArray());
        for (int i = 0; i < sets.count(); i++) {
            int mask = sets.mask(i);
            assertThat(sets.indexOf(mask)).isEqualTo(i);
            assertThat(sets.isMaximal(i))
                    .isEqualTo(IntStream.range(0, models)
                            .filter(m -> !CacheSets.contains(mask, m))
                            .noneMatch(m -> sets.indexOf(mask | 1 << m) >= 0));
        }
    }

    @Test
    void aModelFitsDespiteRounding() {
        Scenario scenario = Scenario.defaults().with(s -> {
            s.models = 2;
            s.modelSizeGb = new double[] {0.1, 0.2};
            s.cacheCapacityGb = 0.3;
        });

        assertThat(new CacheSets(scenario).count()).isEqualTo(4);
        assertThat(CacheSets.fill(scenario, new int[] {1, 0})).isEqualTo(0b11);
    }

    @Test
    void withNoRoomOnlyTheEmptySetIsFeasible() {
        CacheSets sets = new CacheSets(Scenario.defaults().with(s -> s.cacheCapacityGb = 0));

        assertThat(sets.masks()).containsExactly(0);
        assertThat(sets.isMaximal(0)).isTrue();
    }

    @Test
    void tooManySetsAreOneClearSentence() {
        Scenario scenario = Scenario.defaults().with(s -> {
            s.models = 20;
            s.modelSizeGb = new double[20];
        });

        assertThatThrownBy(() -> new CacheSets(scenario))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("65,536")
                .hasMessageContaining("cache_capacity_gb");
    }

    @Test
    void fillsSkipWhatDoesNotFitAndGoOn() {
        Scenario scenario = sized(6, 8, 4, 3);

        assertThat(CacheSets.fill(scenario, new int[] {0, 1, 2, 3})).isEqualTo(0b0101);
        assertThat(CacheSets.fill(scenario, new int[] {3, 1, 2, 0})).isEqualTo(0b1010);
    }

    @Test
    void mostRequestedBreaksTiesByIndex() {
        Scenario scenario = sized(5, 5, 5, 5);

        assertThat(CacheSets.mostRequested(scenario, new long[4])).isEqualTo(0b0011);
        assertThat(CacheSets.mostRequested(scenario, new long[] {1, 2, 2, 3})).isEqualTo(0b1010);
    }

    @Test
    void mostPopularWeighsTheStatesByTheirStationaryMix() {
        Scenario scenario = sized(5, 5, 5, 5).with(s -> {
            s.popularityStates = 2;
            s.zipfSkewness = new double[] {2, 2};
            s.rank = new int[][] {{1, 2, 3, 4}, {4, 3, 2, 1}};
            s.transition = new double[][] {{0.1, 0.9}, {0.1, 0.9}};
        });

        assertThat(CacheSets.mostPopular(scenario)).isEqualTo(0b1100);
        assertThat(CacheSets.mostPopular(scenario.with(s -> s.transition = new double[][] {{0.9, 0.1}, {0.9, 0.1}})))
                .isEqualTo(0b0011);
        assertThat(CacheSets.mostPopular(scenario.with(s -> s.transition = new double[][] {{0.5, 0.5}, {0.5, 0.5}})))
                .as("0 and 3, 1 and 2 are equally popular")
                .isEqualTo(0b1001);
    }

    private static Scenario sized(double... sizes) {
        return Scenario.defaults().with(s -> {
            s.models = sizes.length;
            s.modelSizeGb = sizes;
            s.cacheCapacityGb = 11;
            s.popularityStates = 1;
        });
    }

    private static double size(double[] sizes, int mask) {
        return IntStream.range(0, sizes.length)
                .filter(m -> CacheSets.contains(mask, m))
                .mapToDouble(m -> sizes[m])
                .sum();
    }
}
