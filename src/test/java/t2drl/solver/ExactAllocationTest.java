package t2drl.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.edge.Scenario;
import t2drl.edge.Slot;
import t2drl.edge.SlotCost;

class ExactAllocationTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void itsBoundIsItsCostAndNoOtherAllocationCostsLess(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Scenario scenario = Scenario.defaults();
        int users = scenario.users();
        SlotSource source = new SlotSource(scenario, 1, seed);
        ExactAllocation exact = new ExactAllocation(scenario);
        SlotCost cost = new SlotCost(scenario);
        Slot slot = Slot.ofUsers(users);
        for (int i = 0; i < 20; i++) {
            source.draw(slot);
            slot.cache(random.nextInt(1 << scenario.models()));
            exact.solve(slot);
            cost.serve(slot, exact.shares(), exact.steps());

            assertThat(mean(cost.cost())).isCloseTo(exact.bound(), within(1e-12));
            for (int other = 0; other < 20; other++) {
                double[] shares = random.doubles(users, 0.01, 1).toArray();
                double shareSum = Arrays.stream(shares).sum();
                double[] steps = random.doubles(users).toArray();
                double stepSum = Arrays.stream(steps).sum();
                for (int u = 0; u < users; u++) {
                    shares[u] = 0.01 + (1 - 0.01 * users) * shares[u] / shareSum;
                    steps[u] *= scenario.stepsPerSlot() / stepSum;
                }
                cost.serve(slot, shares, steps);
                assertThat(mean(cost.cost())).isGreaterThan(exact.bound());
            }
        }
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
