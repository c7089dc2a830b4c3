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

/**
 * The oracle's cached sets (system model, section 6): for each popularity state the feasible set with the least mean cost
 * under the exact allocation, deadline charge included; and the best static set. All sets are tried on the same drawn slots, by successive halving:
 * after each round only the best third goes on. Past 16 models, by branch and bound.
 */
public final class OracleCaches {
    private static final int[] SLOTS_AFTER_ROUND = {60, 240, 960, 4000};
    private static final int MOST_ENUMERATED_MODELS = 16;
    private static final int BOUNDED_SLOTS = 480;

    private OracleCaches() {}

    /** The index in {@code sets} of the best set for each popularity state {@code [J]}; the same for any number of threads. */
    public static int[] find(Scenario scenario, CacheSets sets, long seed, int threads) {
        List<Callable<Integer>> searches = new ArrayList<>();
        for (int state = 0; state < scenario.popularityStates(); state++) {
            SlotSource slots = new SlotSource(scenario, state, seed + state);
            searches.add(() -> best(scenario, sets, List.of(slots), new double[] {1}));
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
        return best(scenario, sets, states, mix);
    }

    /** The set with the least mean cost over slots of all sources, a slot's cost weighted by its source. */
    private static int best(Scenario scenario, CacheSets sets, List<SlotSource> sources, double[] weights) {
        return scenario.models() <= MOST_ENUMERATED_MODELS
                ? enumerate(scenario, sets, sources, weights)
                : sets.indexOf(bounded(scenario, sources, weights));
    }

    private static int enumerate(Scenario scenario, CacheSets sets, List<SlotSource> sources, double[] weights) {
        SetCost cost = new SetCost(scenario);
        SetCost.Prepared slot = SetCost.Prepared.ofUsers(scenario.users());
        double[] costSum = new double[sets.count()];
        int[] candidates = IntStream.range(0, sets.count()).toArray();
        int drawn = 0;
        for (int slotsAfterRound : SLOTS_AFTER_ROUND) {
            for (; drawn < slotsAfterRound; drawn++) {
                for (int i = 0; i < weights.length; i++) {
                    sources.get(i).draw(slot.slot());
                    cost.prepare(slot);
                    for (int c : candidates) {
                        costSum[c] += weights[i] * cost.of(slot, sets.mask(c));
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

    private static int bounded(Scenario scenario, List<SlotSource> sources, double[] weights) {
        SetCost cost = new SetCost(scenario);
        List<SetCost.Prepared> slots = new ArrayList<>();
        for (int i = 0; i < BOUNDED_SLOTS * weights.length; i++) {
            SetCost.Prepared slot = SetCost.Prepared.ofUsers(scenario.users());
            sources.get(i % weights.length).draw(slot.slot());
            cost.prepare(slot);
            slots.add(slot);
        }
        double[] slotWeights = IntStream.range(0, slots.size())
                .mapToDouble(i -> weights[i % weights.length])
                .toArray();
        return new CacheBranchAndBound(scenario, slots, slotWeights).search();
    }
}
