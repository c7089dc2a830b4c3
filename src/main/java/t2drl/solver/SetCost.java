package t2drl.solver;

import t2drl.edge.Scenario;
import t2drl.edge.Slot;
import t2drl.edge.SlotCost;
import t2drl.edge.Wireless;

/** What a slot costs under a cached set and the exact allocation, deadline charge included. */
final class SetCost {
    private final Scenario scenario;
    private final ExactBandwidth bandwidth;
    private final ExactSteps compute;
    private final Wireless wireless;

    SetCost(Scenario scenario) {
        this.scenario = scenario;
        bandwidth = new ExactBandwidth(scenario);
        compute = new ExactSteps(scenario);
        wireless = new Wireless(scenario);
    }

    /** A slot with what does not depend on the cached set, each {@code [U]}: the time of both transfers, and the cost of a miss. */
    record Prepared(Slot slot, double[] transferSeconds, double[] missCost) {
        static Prepared ofUsers(int users) {
            return new Prepared(Slot.ofUsers(users), new double[users], new double[users]);
        }
    }

    /** Fills in the rest once the slot has been drawn. */
    void prepare(Prepared prepared) {
        Slot slot = prepared.slot();
        bandwidth.share(slot);
        for (int u = 0; u < scenario.users(); u++) {
            double share = bandwidth.shares()[u];
            double gain = slot.gain()[u];
            double transferSeconds = slot.inputBits()[u] / wireless.uplinkBps(share, gain)
                    + slot.outputBits()[u] / wireless.downlinkBps(share, gain);
            prepared.transferSeconds()[u] = transferSeconds;
            int m = slot.model()[u];
            double backhaulSeconds = (slot.inputBits()[u] + slot.outputBits()[u]) / scenario.backhaulBps();
            prepared.missCost()[u] = charged(
                    transferSeconds + backhaulSeconds + SlotCost.cloudSeconds(scenario, m), scenario.bestTv()[m]);
        }
    }

    /** The sum over users. */
    double of(Prepared prepared, int mask) {
        Slot slot = prepared.slot();
        slot.cache(mask);
        compute.assign(slot);
        double sum = 0;
        for (int u = 0; u < scenario.users(); u++) {
            sum += slot.hit()[u] ? hit(prepared, u, compute.steps()[u]) : prepared.missCost()[u];
        }
        return sum;
    }

    /** The cost of one user's hit with {@code steps} denoising steps. */
    double hit(Prepared prepared, int u, double steps) {
        int m = prepared.slot().model()[u];
        double latencySeconds = prepared.transferSeconds()[u] + SlotCost.generationSeconds(scenario, m, steps);
        return charged(latencySeconds, SlotCost.tv(scenario, m, steps));
    }

    private double charged(double latencySeconds, double tv) {
        double charge = latencySeconds > scenario.slotSeconds() ? scenario.deadlinePenaltySeconds() : 0;
        return SlotCost.cost(scenario, latencySeconds, tv) + charge;
    }
}
