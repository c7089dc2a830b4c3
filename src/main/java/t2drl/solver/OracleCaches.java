package t2drl.solver;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import t2drl.edge.CacheSets;
import t2drl.edge.Popularity;
import t2drl.edge.Scenario;
import t2drl.edge.Slot;
import t2drl.edge.SlotCost;
import t2drl.edge.Wireless;

/**
 * The oracle's cached sets (system model, section 6): for each popularity state the feasible set with the least mean cost
 * under the exact allocation, deadline charge included; and the best static set. All sets are tried on the same drawn slots, by successive halving:
 * after each round only the best third goes on.
 */
public final class OracleCaches {
    private static final int[] SLOTS_AFTER_ROUND = {60, 240, 960, 4000};

    private OracleCaches() {}

    /** The index in {@code sets} of the best set for each popularity state {@code [J]}; the same for any number of threads. */
    public static int[] find(Scenario scenario, CacheSets sets, long seed, int threads) {
        List<Callable<Integer>> searches = new ArrayList<>();
        for (int state = 0; state < scenario.popularityStates(); state++) {
            SlotSource slots = new SlotSource(scenario, state, seed + state);
            searches.add(() -> new Trial(scenario, sets).best(List.of(slots), new double[] {1}));
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            int[] best = new int[searches.size()];
            List<Future<Integer>> results = pool.invokeAll(searches);
            for (int i = 0; i < best.length; i++) {
                best[i] = results.get(i).get();
            }
            return best;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the oracle's caches were searched", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** The index of the best set for one that stays, over all popularity states by their long-run mix. */
    public static int findStatic(Scenario scenario, CacheSets sets, long seed) {
        List<SlotSource> states = IntStream.range(0, scenario.popularityStates())
                .mapToObj(state -> new SlotSource(scenario, state, seed + state))
                .toList();
        double[] mix = Popularity.of(scenario).stationary();
        return new Trial(scenario, sets).best(states, mix);
    }

    private static final class Trial {
        private final Scenario scenario;
        private final CacheSets sets;
        private final ExactBandwidth bandwidth;
        private final ExactSteps compute;
        private final Wireless wireless;
        private final Slot slot;
        private final double[] transferSeconds;
        private final double[] missCost;
        private final double[] costSum;

        Trial(Scenario scenario, CacheSets sets) {
            this.scenario = scenario;
            this.sets = sets;
            bandwidth = new ExactBandwidth(scenario);
            compute = new ExactSteps(scenario);
            wireless = new Wireless(scenario);
            slot = Slot.ofUsers(scenario.users());
            transferSeconds = new double[scenario.users()];
            missCost = new double[scenario.users()];
            costSum = new double[sets.count()];
        }

        /** The set with the least mean cost over slots of all sources, a slot's cost weighted by its source. */
        int best(List<SlotSource> sources, double[] weights) {
            int[] candidates = IntStream.range(0, sets.count()).toArray();
            int drawn = 0;
            for (int slotsAfterRound : SLOTS_AFTER_ROUND) {
                for (; drawn < slotsAfterRound; drawn++) {
                    for (int i = 0; i < weights.length; i++) {
                        sources.get(i).draw(slot);
                        prepare();
                        for (int c : candidates) {
                            costSum[c] += weights[i] * cost(sets.mask(c));
                        }
                    }
                }
                candidates = IntStream.of(candidates)
                        .boxed()
                        .sorted(Comparator.comparingDouble(c -> costSum[c]))
                        .limit((candidates.length + 2) / 3)
                        .mapToInt(Integer::intValue)
                        .toArray();
            }
            return candidates[0];
        }

        /** What does not depend on the cached set. */
        private void prepare() {
            bandwidth.share(slot);
            for (int u = 0; u < scenario.users(); u++) {
                double share = bandwidth.shares()[u];
                double gain = slot.gain()[u];
                transferSeconds[u] = slot.inputBits()[u] / wireless.uplinkBps(share, gain)
                        + slot.outputBits()[u] / wireless.downlinkBps(share, gain);
                int m = slot.model()[u];
                double backhaulSeconds = (slot.inputBits()[u] + slot.outputBits()[u]) / scenario.backhaulBps();
                missCost[u] = chargedCost(
                        transferSeconds[u] + backhaulSeconds + SlotCost.cloudSeconds(scenario, m),
                        scenario.bestTv()[m]);
            }
        }

        private double cost(int mask) {
            slot.cache(mask);
            compute.assign(slot);
            double sum = 0;
            for (int u = 0; u < scenario.users(); u++) {
                if (slot.hit()[u]) {
                    int m = slot.model()[u];
                    double steps = compute.steps()[u];
                    double latencySeconds = transferSeconds[u] + SlotCost.generationSeconds(scenario, m, steps);
                    sum += chargedCost(latencySeconds, SlotCost.tv(scenario, m, steps));
                } else {
                    sum += missCost[u];
                }
            }
            return sum;
        }

        private double chargedCost(double latencySeconds, double tv) {
            double charge = latencySeconds > scenario.slotSeconds() ? scenario.deadlinePenaltySeconds() : 0;
            return SlotCost.cost(scenario, latencySeconds, tv) + charge;
        }
    }
}
