package t2drl.solver;

import java.util.Arrays;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import t2drl.edge.Scenario;
import t2drl.edge.Slot;
import t2drl.edge.SlotCost;
import t2drl.edge.Wireless;

/**
 * The best allocation known with the charge for missed deadlines (system model, section 6, "Best known"): the exact allocation without
 * it, repaired. Each user who is on time gets the share that its deadline needs as its floor. Then one late user after the other, the cheapest first, gets such a floor, too; the
 * bandwidth is solved again, which is optimal for these floors, and kept if the charged cost falls. A heuristic: steps stay as they were, and no optimum is promised.
 */
public final class DeadlineRepair implements SlotSolver {
    private static final int ROUNDS = 4;
    private static final int MOST_EVALUATIONS = 100;
    /** Floors a little above what is needed, so that rounding makes nobody late, in single precision either. */
    private static final double MARGIN = 1e-5;

    private final Scenario scenario;
    private final Wireless wireless;
    private final ExactAllocation exact;
    private final ExactBandwidth bandwidth;
    private final SlotCost cost;
    private final BrentSolver roots = new BrentSolver(1e-12);
    private final double[] floors;
    private final double[] shares;
    private final double[] needed;
    private final boolean[] late;

    public DeadlineRepair(Scenario scenario) {
        this.scenario = scenario;
        wireless = new Wireless(scenario);
        exact = new ExactAllocation(scenario);
        bandwidth = new ExactBandwidth(scenario);
        cost = new SlotCost(scenario);
        floors = new double[scenario.users()];
        shares = new double[scenario.users()];
        needed = new double[scenario.users()];
        late = new boolean[scenario.users()];
    }

    @Override
    public void solve(Slot slot) {
        exact.solve(slot);
        keep(exact.shares());
        double reward = serve(slot, shares);
        findNeeds(slot);
        for (int u = 0; u < scenario.users(); u++) {
            floors[u] = late[u] ? scenario.minBandwidthShare() : Math.min(needed[u], shares[u]);
        }
        boolean better = true;
        for (int round = 0; round < ROUNDS && better; round++) {
            better = false;
            for (int u = cheapest(0); u >= 0; u = cheapest(needed[u])) {
                double floor = floors[u];
                floors[u] = needed[u];
                double repaired = Arrays.stream(floors).sum() <= 1 ? serveWithFloors(slot) : Double.NEGATIVE_INFINITY;
                if (repaired > reward) {
                    reward = repaired;
                    late[u] = false;
                    better = true;
                    keep(bandwidth.shares());
                } else {
                    floors[u] = floor;
                }
            }
        }
    }

    @Override
    public double[] shares() {
        return shares;
    }

    @Override
    public double[] steps() {
        return exact.steps();
    }

    private void keep(double[] found) {
        System.arraycopy(found, 0, shares, 0, shares.length);
    }

    private double serveWithFloors(Slot slot) {
        bandwidth.share(slot, floors);
        return serve(slot, bandwidth.shares());
    }

    private double serve(Slot slot, double[] b) {
        cost.serve(slot, b, exact.steps());
        return cost.reward();
    }

    /** Who is late under the exact allocation, and the share with which they would not be; 2, more than there is, if no share helps. */
    private void findNeeds(Slot slot) {
        for (int u = 0; u < scenario.users(); u++) {
            late[u] = cost.late()[u];
            double transfer = scenario.slotSeconds() - cost.generationSeconds()[u] - cost.backhaulSeconds()[u];
            needed[u] = transfer > transferSeconds(slot, u, 1) ? share(slot, u, transfer) : 2;
        }
    }

    /** The late user with the least need above {@code least}; -1 if there is none. */
    private int cheapest(double least) {
        int best = -1;
        for (int u = 0; u < scenario.users(); u++) {
            if (late[u] && needed[u] > least && needed[u] <= 1 && (best < 0 || needed[u] < needed[best])) {
                best = u;
            }
        }
        return best;
    }

    /** The least share, b_min or more, with which a user's transfers take at most {@code seconds}; it is less than 1. */
    private double share(Slot slot, int u, double seconds) {
        double least = scenario.minBandwidthShare();
        if (transferSeconds(slot, u, least) <= seconds) {
            return least;
        }
        double root = roots.solve(MOST_EVALUATIONS, b -> transferSeconds(slot, u, b) - seconds, least, 1);
        return Math.min(1, root * (1 + MARGIN));
    }

    private double transferSeconds(Slot slot, int u, double b) {
        double gain = slot.gain()[u];
        return slot.inputBits()[u] / wireless.uplinkBps(b, gain) + slot.outputBits()[u] / wireless.downlinkBps(b, gain);
    }
}
