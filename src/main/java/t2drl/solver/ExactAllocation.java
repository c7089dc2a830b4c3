package t2drl.solver;

import t2drl.edge.Scenario;
import t2drl.edge.Slot;
import t2drl.edge.SlotCost;

/**
 * The best allocation of a slot if nobody were charged for a missed deadline (system model, section 6, "Exact allocation"):
 * the problem then falls into bandwidth and steps. Allocates nothing after construction.
 */
public final class ExactAllocation implements SlotSolver {
    private final Scenario scenario;
    private final ExactBandwidth bandwidth;
    private final ExactSteps compute;
    private double transferSum;
    private double computeSum;
    private double bound;

    public ExactAllocation(Scenario scenario) {
        this.scenario = scenario;
        bandwidth = new ExactBandwidth(scenario);
        compute = new ExactSteps(scenario);
    }

    @Override
    public void solve(Slot slot) {
        transferSum = bandwidth.share(slot);
        computeSum = compute.assign(slot);
        double cost = computeSum + SlotCost.cost(scenario, transferSum, 0);
        for (int u = 0; u < scenario.users(); u++) {
            int m = slot.model()[u];
            if (slot.hit()[u]) {
                cost += SlotCost.cost(scenario, scenario.fixedSeconds()[m], 0);
            } else {
                double backhaulSeconds = (slot.inputBits()[u] + slot.outputBits()[u]) / scenario.backhaulBps();
                double latencySeconds = backhaulSeconds + SlotCost.cloudSeconds(scenario, m);
                cost += SlotCost.cost(scenario, latencySeconds, scenario.bestTv()[m]);
            }
        }
        bound = cost / scenario.users();
    }

    @Override
    public double[] shares() {
        return bandwidth.shares();
    }

    /** Whole numbers. */
    @Override
    public double[] steps() {
        return compute.steps();
    }

    /** The least sum of up and down times in seconds. */
    public double transferSum() {
        return transferSum;
    }

    /** The least sum of {@code alpha*B1*x + (1-alpha)*kappa*TV(x)} over the hits. */
    public double computeSum() {
        return computeSum;
    }

    /** Mean G without the deadline charge: no allocation costs less. */
    public double bound() {
        return bound;
    }
}
