package t2drl.edge;

/**
 * What a slot costs under an allocation (system model, section 4), in double precision. Arrays are {@code [U]}, belong to
 * this object and are overwritten by every {@link #serve}.
 */
public final class SlotCost {
    private final Scenario scenario;
    private final Wireless wireless;
    private final double[] uplinkBps;
    private final double[] downlinkBps;
    private final double[] uplinkSeconds;
    private final double[] downlinkSeconds;
    private final double[] generationSeconds;
    private final double[] backhaulSeconds;
    private final double[] latencySeconds;
    private final double[] tv;
    private final double[] cost;
    private final boolean[] late;

    public SlotCost(Scenario scenario) {
        int users = scenario.users();
        this.scenario = scenario;
        wireless = new Wireless(scenario);
        uplinkBps = new double[users];
        downlinkBps = new double[users];
        uplinkSeconds = new double[users];
        downlinkSeconds = new double[users];
        generationSeconds = new double[users];
        backhaulSeconds = new double[users];
        latencySeconds = new double[users];
        tv = new double[users];
        cost = new double[users];
        late = new boolean[users];
    }

    /** Serves a slot with bandwidth shares b and denoising steps x, each {@code [U]}; the steps of a miss are ignored. */
    public void serve(Slot slot, double[] shares, double[] steps) {
        for (int u = 0; u < scenario.users(); u++) {
            uplinkBps[u] = wireless.uplinkBps(shares[u], slot.gain()[u]);
            downlinkBps[u] = wireless.downlinkBps(shares[u], slot.gain()[u]);
            uplinkSeconds[u] = slot.inputBits()[u] / uplinkBps[u];
            downlinkSeconds[u] = slot.outputBits()[u] / downlinkBps[u];
            int m = slot.model()[u];
            if (slot.hit()[u]) {
                generationSeconds[u] = generationSeconds(scenario, m, steps[u]);
                backhaulSeconds[u] = 0;
                tv[u] = tv(scenario, m, steps[u]);
            } else {
                generationSeconds[u] = cloudSeconds(scenario, m);
                backhaulSeconds[u] = (slot.inputBits()[u] + slot.outputBits()[u]) / scenario.backhaulBps();
                tv[u] = scenario.bestTv()[m];
            }
            latencySeconds[u] = uplinkSeconds[u] + backhaulSeconds[u] + generationSeconds[u] + downlinkSeconds[u];
            cost[u] = cost(scenario, latencySeconds[u], tv[u]);
            late[u] = latencySeconds[u] > scenario.slotSeconds();
        }
    }

    /** Seconds that the edge needs for {@code steps} steps of model {@code m}. */
    public static double generationSeconds(Scenario scenario, int m, double steps) {
        return scenario.secondsPerStep()[m] * steps + scenario.fixedSeconds()[m];
    }

    /** Seconds that the cloud needs for model {@code m}: always A3 steps. */
    public static double cloudSeconds(Scenario scenario, int m) {
        return generationSeconds(scenario, m, scenario.qualityEndSteps()[m]) / scenario.cloudSpeedup();
    }

    /** TV of an image of model {@code m} after {@code steps} steps; lower is better. */
    public static double tv(Scenario scenario, int m, double steps) {
        double start = scenario.qualityStartSteps()[m];
        double end = scenario.qualityEndSteps()[m];
        double done = Math.clamp((steps - start) / (end - start), 0.0, 1.0);
        return scenario.worstTv()[m] + (scenario.bestTv()[m] - scenario.worstTv()[m]) * done;
    }

    /** G of a request, in seconds, without the deadline charge. */
    public static double cost(Scenario scenario, double latencySeconds, double tv) {
        double alpha = scenario.latencyWeight();
        return alpha * latencySeconds + (1 - alpha) * scenario.tvWorthSeconds() * tv;
    }

    /** The slot's reward: minus the mean of G and of the charges for missed deadlines. */
    public double reward() {
        double sum = 0;
        for (int u = 0; u < scenario.users(); u++) {
            sum += cost[u] + (late[u] ? scenario.deadlinePenaltySeconds() : 0);
        }
        return -sum / scenario.users();
    }

    public double[] uplinkBps() {
        return uplinkBps;
    }

    public double[] downlinkBps() {
        return downlinkBps;
    }

    public double[] uplinkSeconds() {
        return uplinkSeconds;
    }

    public double[] downlinkSeconds() {
        return downlinkSeconds;
    }

    public double[] generationSeconds() {
        return generationSeconds;
    }

    public double[] backhaulSeconds() {
        return backhaulSeconds;
    }

    public double[] latencySeconds() {
        return latencySeconds;
    }

    public double[] tv() {
        return tv;
    }

    /** G of each user, without the deadline charge. */
    public double[] cost() {
        return cost;
    }

    public boolean[] late() {
        return late;
    }
}
