package t2drl.method;

import java.util.Arrays;
import t2drl.edge.CacheSets;
import t2drl.edge.Cells;
import t2drl.edge.Scenario;
import t2drl.kernel.Buffer;
import t2drl.kernel.CellShape;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.SlotOutcome;

/**
 * Runs a method over a fixed set of episodes, one a cell, all at once. Nothing that a method decides changes what the cells draw, so every method meets the
 * same users, requests and channels (common random numbers).
 */
public final class Evaluator {
    /**
     * Means of one method. {@code cost [episodes]} is each episode's mean cost of a user and slot in seconds, deadline charge included; {@code
     * decisionMicros} the mean time to decide one slot of one cell, measured with all cells decided together.
     */
    public record Result(
            String method,
            double[] cost,
            double latencySeconds,
            double tv,
            double hitRatio,
            double lateRatio,
            double decisionMicros) {
        public double meanCost() {
            return Arrays.stream(cost).average().orElseThrow();
        }
    }

    private final Device device;
    private final Scenario scenario;
    private final CacheSets sets;
    private final int episodes;
    private final long seed;

    public Evaluator(Device device, Scenario scenario, CacheSets sets, int episodes, long seed) {
        this.device = device;
        this.scenario = scenario;
        this.sets = sets;
        this.episodes = episodes;
        this.seed = seed;
    }

    public Result run(Method method) {
        int users = scenario.users();
        int n = episodes * users;
        Cells cells = new Cells(device, scenario, episodes, seed);
        SlotOutcome outcome = cells.outcome();
        Indices masks = device.indices(sets.count());
        masks.write(sets.masks());
        Indices choice = device.indices(episodes);
        Buffer state = device.buffer(n * CellShape.FEATURES);
        Buffer hit = device.buffer(n);
        Buffer a3 = device.buffer(n);
        Buffer b = device.buffer(n);
        Buffer xi = device.buffer(n);

        double[] cost = new double[episodes];
        double[] sums = new double[4];
        long nanos = 0;
        int slots = scenario.frames() * scenario.slotsPerFrame();
        cells.reset();
        for (int slot = 0; slot < slots; slot++) {
            if (slot % scenario.slotsPerFrame() == 0) {
                if (slot > 0) {
                    cells.nextFrame();
                }
                method.cache(cells, choice);
                cells.cache(choice, masks);
            }
            if (slot > 0) {
                cells.nextSlot();
            }
            cells.observe(state, hit, a3);
            device.synchronize();
            long start = System.nanoTime();
            method.allocate(cells, state, hit, a3, b, xi);
            device.synchronize();
            nanos += System.nanoTime() - start;
            cells.serve(b, xi);
            add(outcome, users, cost, sums);
        }
        double all = (double) n * slots;
        for (int e = 0; e < episodes; e++) {
            cost[e] /= (double) users * slots;
        }
        return new Result(
                method.name(),
                cost,
                sums[0] / all,
                sums[1] / all,
                sums[2] / all,
                sums[3] / all,
                nanos / 1e3 / ((double) episodes * slots));
    }

    private static void add(SlotOutcome outcome, int users, double[] cost, double[] sums) {
        double[] rewards = outcome.reward().toArray();
        for (int i = 0; i < rewards.length; i++) {
            cost[i / users] -= rewards[i];
        }
        sums[0] += Arrays.stream(outcome.latencySeconds().toArray()).sum();
        sums[1] += Arrays.stream(outcome.tv().toArray()).sum();
        sums[2] += Arrays.stream(outcome.hit().toArray()).sum();
        sums[3] += Arrays.stream(outcome.late().toArray()).sum();
    }
}
