package t2drl.solver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import t2drl.edge.Scenario;
import t2drl.edge.Slot;
import t2drl.edge.SlotCost;

class GeneticAllocationTest {
    private static final int SET = 0b10110;
    private static final int SLOTS = 100;

    private final Scenario scenario = Scenario.defaults();
    private final SlotCost cost = new SlotCost(scenario);
    private final Slot slot = Slot.ofUsers(scenario.users());

    @Test
    void aLargerBudgetCostsLessAndNoneLessThanTheBound() {
        double[] costs = new double[3];
        double bound = 0;
        SlotSource source = new SlotSource(scenario, 0, 3);
        SlotSolver[] solvers = {genetic(20, 0), genetic(20, 15), genetic(60, 60)};
        ExactAllocation exact = new ExactAllocation(scenario);
        for (int i = 0; i < SLOTS; i++) {
            source.draw(slot);
            slot.cache(SET);
            for (int k = 0; k < solvers.length; k++) {
                costs[k] += costOf(solvers[k]) / SLOTS;
            }
            exact.solve(slot);
            bound += exact.bound() / SLOTS;
        }
        assertThat(costs[1]).isLessThan(0.97 * costs[0]);
        assertThat(costs[2]).isLessThan(costs[1]).isGreaterThan(bound).isLessThan(1.02 * bound);
    }

    @Test
    void theSameSlotGetsTheSameAnswer() {
        SlotSource source = new SlotSource(scenario, 1, 4);
        GeneticAllocation one = genetic(8, 4);
        source.draw(slot);
        slot.cache(SET);
        one.solve(slot);
        double[] shares = one.shares().clone();
        Slot other = Slot.ofUsers(scenario.users());
        source.draw(other);
        one.solve(other);
        GeneticAllocation two = genetic(8, 4);
        for (GeneticAllocation solver : new GeneticAllocation[] {one, two}) {
            solver.solve(slot);
            assertThat(solver.shares()).isEqualTo(shares);
        }
    }

    @Test
    void itsAllocationsAreFeasible() {
        SlotSource source = new SlotSource(scenario, 2, 5);
        GeneticAllocation solver = genetic(8, 4);
        for (int i = 0; i < SLOTS; i++) {
            source.draw(slot);
            slot.cache(SET);
            solver.solve(slot);
            assertThat(Arrays.stream(solver.shares()).min().orElseThrow())
                    .isGreaterThanOrEqualTo(scenario.minBandwidthShare() - 1e-12);
            assertThat(Arrays.stream(solver.shares()).sum()).isLessThanOrEqualTo(1 + 1e-12);
            assertThat(Arrays.stream(solver.steps()).sum()).isLessThanOrEqualTo(scenario.stepsPerSlot() + 1e-9);
            for (int u = 0; u < scenario.users(); u++) {
                assertThat(slot.hit()[u] || solver.steps()[u] == 0).isTrue();
            }
        }
    }

    private GeneticAllocation genetic(int individuals, int generations) {
        return new GeneticAllocation(scenario, new GeneticAllocation.Budget(individuals, generations));
    }

    private double costOf(SlotSolver solver) {
        solver.solve(slot);
        cost.serve(slot, solver.shares(), solver.steps());
        return -cost.reward();
    }
}
