package t2drl.golden;

import java.util.Arrays;
import t2drl.edge.Scenario;
import t2drl.kernel.CellMemory;
import t2drl.kernel.SlotOutcome;

/** What a slot costs under given shares. Each user is a cell of its own: hits are given by user, not by model. */
final class SlotCheck {
    private SlotCheck() {}

    static void run(SystemCase item) {
        Scenario scenario = item.scenario();
        int users = scenario.users();
        int models = scenario.models();
        CellMemory memory =
                CellMemory.on(item.device(), scenario.with(s -> s.users = 1).cellShape(users));
        int[] phi = item.in().get("phi").indices(models, users);
        int[] hit = item.in().get("hit").indices(2, users);
        double[] cached = new double[users * models];
        for (int u = 0; u < users; u++) {
            cached[u * models + phi[u]] = hit[u];
        }
        memory.requested().write(phi);
        memory.cached().write(cached);
        memory.inputBits().write(item.in().get("din").array(users));
        memory.outputBits().write(item.in().get("dout").array(users));
        memory.gain().write(item.in().get("g").array(users));
        SlotOutcome outcome = SlotOutcome.on(item.device(), memory.shape());
        item.device()
                .cells()
                .serve(
                        memory,
                        item.buffer(item.in().get("b").array(users)),
                        item.buffer(item.in().get("xi").array(users)),
                        outcome);

        compare(item, "rup", outcome.uplinkBps().toArray());
        compare(item, "rdn", outcome.downlinkBps().toArray());
        compare(item, "x", outcome.steps().toArray());
        compare(item, "t_up", outcome.uplinkSeconds().toArray());
        compare(item, "t_dn", outcome.downlinkSeconds().toArray());
        compare(item, "t_gen", outcome.generationSeconds().toArray());
        compare(item, "t_bh", outcome.backhaulSeconds().toArray());
        compare(item, "latency", outcome.latencySeconds().toArray());
        compare(item, "tv", outcome.tv().toArray());
        compare(item, "cost", outcome.cost().toArray());
        compareLateAndReward(item, outcome);
    }

    private static void compare(SystemCase item, String name, double[] got) {
        item.compareEach(name, item.out().get(name).array(got.length), got);
    }

    /** Flags are equal, or the latency is so near the deadline that rounding decides; the reward is the one that belongs to the device's flags. */
    private static void compareLateAndReward(SystemCase item, SlotOutcome outcome) {
        Scenario scenario = item.scenario();
        int users = scenario.users();
        int[] want = item.out().get("late").indices(2, users);
        double[] latency = item.out().get("latency").array(users);
        double[] got = outcome.late().toArray();
        double reward = item.out().number("reward");
        int wrong = 0;
        for (int u = 0; u < users; u++) {
            boolean onTheDeadline = Math.abs(latency[u] / scenario.slotSeconds() - 1) <= item.accuracy();
            if (got[u] != want[u] && onTheDeadline) {
                reward -= scenario.deadlinePenaltySeconds() * (got[u] - want[u]) / users;
            } else if (got[u] != want[u]) {
                wrong++;
            }
        }
        item.addChoices("late", wrong, users);
        double mean = Arrays.stream(outcome.reward().toArray()).sum() / users;
        item.compareEach("reward", new double[] {reward}, new double[] {mean});
    }
}
