package t2drl.method;

import java.util.List;
import java.util.stream.IntStream;
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
     * What one method did. {@code decisionMicros} is the mean time to decide one slot of one cell, measured with all cells decided together.
     */
    public record Result(String method, List<EpisodeResult> episodes, double decisionMicros) {}

    /** Sees every slot right after it was served: its requests, cached sets and {@link Cells#outcome}, and the shares that a method gave. */
    public interface Watcher {
        /** {@code slot} counts from 0 over the episode; {@code b, xi [cells, users]}. */
        void served(int slot, Cells cells, Buffer b, Buffer xi);
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
        return run(method, (slot, cells, b, xi) -> {});
    }

    public Result run(Method method, Watcher watcher) {
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

        double[][] sums = new double[5][episodes];
        long nanos = 0;
        int slots = scenario.frames() * scenario.slotsPerFrame();
        cells.reset();
        method.start();
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
            add(outcome.reward(), -1, sums[0]);
            add(outcome.latencySeconds(), 1, sums[1]);
            add(outcome.tv(), 1, sums[2]);
            add(outcome.hit(), 1, sums[3]);
            add(outcome.late(), 1, sums[4]);
            watcher.served(slot, cells, b, xi);
        }
        double share = 1.0 / ((double) users * slots);
        List<EpisodeResult> results = IntStream.range(0, episodes)
                .mapToObj(e -> new EpisodeResult(
                        share * sums[0][e],
                        share * sums[1][e],
                        share * sums[2][e],
                        share * sums[3][e],
                        share * sums[4][e]))
                .toList();
        return new Result(method.name(), results, nanos / 1e3 / ((double) episodes * slots));
    }

    /** Adds each episode's users to its sum. */
    private static void add(Buffer perUser, double sign, double[] sums) {
        double[] values = perUser.toArray();
        int users = values.length / sums.length;
        for (int i = 0; i < values.length; i++) {
            sums[i / users] += sign * values[i];
        }
    }
}
