package t2drl.golden;

import t2drl.edge.Scenario;
import t2drl.edge.Slot;
import t2drl.solver.ExactAllocation;

/**
 * The exact allocation, in double precision on every device. Steps, late flags and reward belong to one optimum of possibly many
 * and are not compared; what they cost is.
 */
final class ExactCheck {
    private ExactCheck() {}

    static void run(SystemCase item) {
        Scenario scenario = item.scenario();
        int users = scenario.users();
        int[] hit = item.in().get("hit").indices(2, users);
        boolean[] hits = new boolean[users];
        for (int u = 0; u < users; u++) {
            hits[u] = hit[u] == 1;
        }
        ExactAllocation exact = new ExactAllocation(scenario);
        exact.solve(new Slot(
                item.in().get("phi").indices(scenario.models(), users),
                hits,
                item.in().get("din").array(users),
                item.in().get("dout").array(users),
                item.in().get("g").array(users)));

        double[] b = item.out().get("b").array(users);
        item.add("optimal_shares", 1e-6, "b", SystemCase.absoluteError(b, exact.shares()), users);
        sum(item, "transfer_sum", exact.transferSum());
        sum(item, "compute_sum", exact.computeSum());
        sum(item, "bound", exact.bound());
    }

    private static void sum(SystemCase item, String name, double got) {
        double want = item.out().number(name);
        double error = Math.abs(got - want);
        item.add("optimal_cost", 1e-9, name, want == 0 ? error : error / Math.abs(want), 1);
    }
}
