package t2drl.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.edge.CacheSets;
import t2drl.edge.Scenario;

class CacheBranchAndBoundTest {
    private static final int SLOTS = 60;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void findsWhatEnumerationFinds(long seed) {
        Scenario scenario = random(4 + (int) seed, seed);
        List<SetCost.Prepared> slots = slots(scenario, seed);
        double[] weights = new Random(seed).doubles(SLOTS, 0.5, 1.5).toArray();
        CacheSets sets = new CacheSets(scenario);
        double least = IntStream.of(sets.masks())
                .mapToDouble(mask -> cost(scenario, slots, weights, mask))
                .min()
                .orElseThrow();

        int found = new CacheBranchAndBound(scenario, slots, weights).search();

        assertThat(sets.indexOf(found)).isNotNegative();
        assertThat(cost(scenario, slots, weights, found)).isCloseTo(least, within(1e-9 * least));
    }

    @Test
    void twentyFourModelsTakeSeconds() {
        Scenario scenario = random(24, 9);
        CacheSets sets = new CacheSets(scenario);
        long start = System.nanoTime();
        int best = OracleCaches.find(scenario, sets, 1, 1)[0];
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(took).isLessThan(Duration.ofMinutes(1));
        List<SetCost.Prepared> slots = slots(scenario, 77);
        double[] weights = new double[SLOTS];
        Arrays.fill(weights, 1);
        double found = cost(scenario, slots, weights, sets.mask(best));
        assertThat(found).isLessThan(0.99 * cost(scenario, slots, weights, CacheSets.mostPopular(scenario)));
    }

    /** Some models of random sizes and curves; in half of the scenarios late hits are common. */
    private static Scenario random(int models, long seed) {
        Random random = new Random(seed);
        return Scenario.defaults().with(s -> {
            List<Integer> places =
                    new ArrayList<>(IntStream.rangeClosed(1, models).boxed().toList());
            Collections.shuffle(places, random);
            s.models = models;
            s.popularityStates = 1;
            s.transition = new double[][] {{1}};
            s.zipfSkewness = new double[] {0.8};
            s.rank = new int[][] {places.stream().mapToInt(Integer::intValue).toArray()};
            s.slotSeconds = seed % 2 == 0 ? 5.7 : 4;
            s.cacheCapacityGb = 20;
            s.stepsPerSlot = 600;
            s.modelSizeGb = random.doubles(models, 4, 10).toArray();
            s.qualityStartSteps = random.doubles(models, 20, 90)
                    .mapToObj(Math::rint)
                    .mapToDouble(x -> x)
                    .toArray();
            s.qualityEndSteps = random.doubles(models, 100, 230)
                    .mapToObj(Math::rint)
                    .mapToDouble(x -> x)
                    .toArray();
            s.worstTv = random.doubles(models, 60, 130).toArray();
            s.bestTv = random.doubles(models, 20, 40).toArray();
            s.secondsPerStep = random.doubles(models, 0.003, 0.009).toArray();
            s.fixedSeconds = random.doubles(models, 0.2, 0.5).toArray();
        });
    }

    private static List<SetCost.Prepared> slots(Scenario scenario, long seed) {
        SlotSource source = new SlotSource(scenario, 0, seed);
        SetCost cost = new SetCost(scenario);
        List<SetCost.Prepared> slots = new ArrayList<>();
        for (int i = 0; i < SLOTS; i++) {
            SetCost.Prepared slot = SetCost.Prepared.ofUsers(scenario.users());
            source.draw(slot.slot());
            cost.prepare(slot);
            slots.add(slot);
        }
        return slots;
    }

    private static double cost(Scenario scenario, List<SetCost.Prepared> slots, double[] weights, int mask) {
        SetCost cost = new SetCost(scenario);
        double sum = 0;
        for (int i = 0; i < SLOTS; i++) {
            sum += weights[i] * cost.of(slots.get(i), mask);
        }
        return sum;
    }
}
