package t2drl.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.edge.Scenario;
import t2drl.edge.Slot;
import t2drl.edge.SlotCost;

class DeadlineRepairTest {
    private static final int SET = 0b10110;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void noSlotGetsDearerAndMostDeadlinesAreMet(long seed) {
        Scenario scenario = Scenario.defaults();
        SlotSource source = new SlotSource(scenario, 0, seed);
        ExactAllocation exact = new ExactAllocation(scenario);
        DeadlineRepair repair = new DeadlineRepair(scenario);
        SlotCost cost = new SlotCost(scenario);
        Slot slot = Slot.ofUsers(scenario.users());
        int lateBefore = 0;
        int lateAfter = 0;
        for (int i = 0; i < 300; i++) {
            source.draw(slot);
            slot.cache(SET);
            exact.solve(slot);
            cost.serve(slot, exact.shares(), exact.steps());
            double before = cost.reward();
            lateBefore += late(cost);

            repair.solve(slot);

            assertThat(Arrays.stream(repair.shares()).min().orElseThrow())
                    .isGreaterThanOrEqualTo(scenario.minBandwidthShare());
            assertThat(Arrays.stream(repair.shares()).sum()).isLessThanOrEqualTo(1 + 1e-12);
            cost.serve(slot, repair.shares(), repair.steps());
            assertThat(cost.reward()).isGreaterThanOrEqualTo(before);
            lateAfter += late(cost);
        }
        assertThat(lateBefore).isGreaterThan(50);
        assertThat(lateAfter).isLessThan(lateBefore / 3);
    }

    @Test
    void forTwoUsersItFindsTheBestShares() {
        Scenario scenario = Scenario.defaults().with(s -> {
            s.users = 2;
            s.bandwidthHz = 3e6;
        });
        SlotSource source = new SlotSource(scenario, 0, 5);
        DeadlineRepair repair = new DeadlineRepair(scenario);
        SlotCost cost = new SlotCost(scenario);
        Slot slot = Slot.ofUsers(2);
        int repaired = 0;
        for (int i = 0; i < 500; i++) {
            source.draw(slot);
            slot.cache(SET);
            repair.solve(slot);
            cost.serve(slot, repair.shares(), repair.steps());
            double found = -cost.reward();

            double least = Double.POSITIVE_INFINITY;
            double[] shares = new double[2];
            for (int step = 100; step <= 9900; step++) {
                shares[0] = step / 1e4;
                shares[1] = 1 - shares[0];
                cost.serve(slot, shares, repair.steps());
                least = Math.min(least, -cost.reward());
            }
            assertThat(found).as("slot %d", i).isLessThan(least + 1e-9);
            // The grid misses the best point by less than a step.
            assertThat(found).as("slot %d", i).isCloseTo(least, within(0.01 * least));
            repaired += isNotExact(scenario, slot, repair) ? 1 : 0;
        }
        assertThat(repaired).isGreaterThan(10);
    }

    private static boolean isNotExact(Scenario scenario, Slot slot, DeadlineRepair repair) {
        ExactAllocation exact = new ExactAllocation(scenario);
        exact.solve(slot);
        return Math.abs(exact.shares()[0] - repair.shares()[0]) > 1e-6;
    }

    private static int late(SlotCost cost) {
        int count = 0;
        for (boolean late : cost.late()) {
            count += late ? 1 : 0;
        }
        return count;
    }
}
