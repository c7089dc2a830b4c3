package t2drl.solver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import t2drl.edge.CacheSets;
import t2drl.edge.Scenario;
import t2drl.edge.Slot;
import t2drl.edge.SlotCost;

class OracleCachesTest {
    @Test
    void itsSetsCostLeastOnOtherSlots() {
        Scenario scenario = small();
        CacheSets sets = new CacheSets(scenario);

        int[] best = OracleCaches.find(scenario, sets, 1, 2);

        for (int state = 0; state < scenario.popularityStates(); state++) {
            double[] costs = meanCosts(scenario, sets, state);
            double least = Arrays.stream(costs).min().orElseThrow();
            assertThat(costs[best[state]]).isLessThan(least * 1.002);
        }
    }

    @Test
    void theStaticSetCostsLeastOverAllStates() {
        Scenario scenario = small();
        CacheSets sets = new CacheSets(scenario);
        double[] first = meanCosts(scenario, sets, 0);
        double[] second = meanCosts(scenario, sets, 1);
        double[] costs = IntStream.range(0, sets.count())
                .mapToDouble(i -> first[i] + second[i])
                .toArray();

        int best = OracleCaches.findStatic(scenario, sets, 1);

        assertThat(costs[best]).isLessThan(Arrays.stream(costs).min().orElseThrow() * 1.002);
    }

    @Test
    void theNumberOfThreadsChangesNothing() {
        Scenario scenario = small();
        CacheSets sets = new CacheSets(scenario);

        assertThat(OracleCaches.find(scenario, sets, 7, 1)).isEqualTo(OracleCaches.find(scenario, sets, 7, 3));
    }

    @Test
    void whereAHitIsWorseThanTheCloudNothingIsCached() {
        Scenario scenario = small().with(s -> {
            s.stepsPerSlot = 0;
            s.tvWorthSeconds = 10;
        });
        CacheSets sets = new CacheSets(scenario);

        assertThat(OracleCaches.find(scenario, sets, 1, 1)).containsOnly(sets.indexOf(0));
    }

    private static Scenario small() {
        return Scenario.defaults().with(s -> {
            s.users = 6;
            s.models = 4;
            s.popularityStates = 2;
            s.transition = new double[][] {{0.7, 0.3}, {0.3, 0.7}};
            s.zipfSkewness = new double[] {2, 2};
            s.rank = new int[][] {{1, 2, 3, 4}, {4, 3, 2, 1}};
            s.cacheCapacityGb = 14;
            s.stepsPerSlot = 500;
        });
    }

    private static double[] meanCosts(Scenario scenario, CacheSets sets, int state) {
        SlotSource source = new SlotSource(scenario, state, 99);
        ExactAllocation exact = new ExactAllocation(scenario);
        SlotCost cost = new SlotCost(scenario);
        Slot slot = Slot.ofUsers(scenario.users());
        double[] costs = new double[sets.count()];
        int slots = 2000;
        for (int i = 0; i < slots; i++) {
            source.draw(slot);
            for (int set = 0; set < costs.length; set++) {
                slot.cache(sets.mask(set));
                exact.solve(slot);
                cost.serve(slot, exact.shares(), exact.steps());
                costs[set] -= cost.reward() / slots;
            }
        }
        return costs;
    }
}
