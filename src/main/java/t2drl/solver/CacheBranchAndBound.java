package t2drl.solver;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import t2drl.edge.CacheSets;
import t2drl.edge.Scenario;
import t2drl.edge.Slot;
import t2drl.edge.SlotCost;

/**
 * The feasible set with the least cost over given slots, without trying them all: models are decided one after the other, and a branch is left when no set in it can cost
 * less than the best one so far.
 *
 * <p>The bound. In a slot, let every hit have any fraction of its A3 steps, at a price in proportion (that is below what steps really cost), and be charged for its
 * deadline only if it is late even without steps. What a set S then saves against an empty cache, {@code V(S)}, is at least what it really saves. It is a sum over
 * hits plus a knapsack in fractions, so it is submodular: what models save together, added to S, is at most the sum of what each saves when added to S by itself. So
 * no set between S and S with all undecided models saves more than {@code V(S)} plus the best filling of the free memory with those single savings, in fractions, too.
 */
final class CacheBranchAndBound {
    private final Scenario scenario;
    private final List<SetCost.Prepared> slots;
    private final double[] weights;
    private final SetCost cost;
    private final int models;
    private final double limitGb;
    /** Models by falling worth of a step; those whose steps are worth nothing come last. */
    private final int[] byWorth;

    private final double[] worthPerStep;
    private final int[][] counts;
    /** What a model's hits save in each slot before they get any steps, {@code [slots][M]}. */
    private final double[][] savedWithoutSteps;

    private final double[] missSum;
    private final int[] order;
    private int best;
    private double bestCost = Double.POSITIVE_INFINITY;

    /** A slot's cost counts {@code weights[slot]} times. */
    CacheBranchAndBound(Scenario scenario, List<SetCost.Prepared> slots, double[] weights) {
        this.scenario = scenario;
        this.slots = slots;
        this.weights = weights;
        cost = new SetCost(scenario);
        models = scenario.models();
        limitGb = CacheSets.limitGb(scenario);
        worthPerStep = new double[models];
        for (int m = 0; m < models; m++) {
            double end = scenario.qualityEndSteps()[m];
            double worth = stepsCost(m, 0) - stepsCost(m, end);
            worthPerStep[m] = Math.max(0, worth / end);
        }
        byWorth = sorted(worthPerStep);
        counts = new int[slots.size()][models];
        savedWithoutSteps = new double[slots.size()][models];
        missSum = new double[slots.size()];
        for (int i = 0; i < slots.size(); i++) {
            SetCost.Prepared prepared = slots.get(i);
            Slot slot = prepared.slot();
            for (int u = 0; u < scenario.users(); u++) {
                counts[i][slot.model()[u]]++;
                savedWithoutSteps[i][slot.model()[u]] += prepared.missCost()[u] - cost.hit(prepared, u, 0);
                missSum[i] += prepared.missCost()[u];
            }
        }
        double[] alone = savings(0);
        double[] perGb = new double[models];
        for (int m = 0; m < models; m++) {
            perGb[m] = alone[m] / Math.max(scenario.modelSizeGb()[m], 1e-9);
        }
        order = sorted(perGb);
    }

    /** The best set, a bit mask. */
    int search() {
        decide(0, 0, 0);
        return best;
    }

    /** The models {@code order[0 .. next-1]} are decided. */
    private void decide(int next, int mask, double usedGb) {
        if (bound(next, mask, usedGb) >= bestCost) {
            return;
        }
        if (next == models) {
            tryOut(mask);
            return;
        }
        int m = order[next];
        double withGb = usedGb + scenario.modelSizeGb()[m];
        if (withGb <= limitGb) {
            decide(next + 1, mask | 1 << m, withGb);
        }
        decide(next + 1, mask, usedGb);
    }

    /** Less than any set costs that holds {@code mask} and, besides, some of the undecided models. */
    private double bound(int next, int mask, double usedGb) {
        double bound = 0;
        for (int i = 0; i < missSum.length; i++) {
            bound += weights[i] * slotBound(i, mask);
        }
        double[] savings = savings(mask);
        double freeGb = limitGb - usedGb;
        int[] undecided = IntStream.range(next, models)
                .map(i -> order[i])
                .filter(m -> savings[m] > 0 && scenario.modelSizeGb()[m] <= freeGb)
                .boxed()
                .sorted(Comparator.comparingDouble(m -> -savings[m] / scenario.modelSizeGb()[m]))
                .mapToInt(Integer::intValue)
                .toArray();
        double leftGb = freeGb;
        for (int m : undecided) {
            double sizeGb = scenario.modelSizeGb()[m];
            double fraction = sizeGb <= leftGb ? 1 : leftGb / sizeGb;
            bound -= fraction * savings[m];
            leftGb -= fraction * sizeGb;
        }
        return bound;
    }

    /** Less than a set costs in a slot. */
    private double slotBound(int slot, int mask) {
        double saved = stepsWorth(slot, mask);
        for (int m = 0; m < models; m++) {
            saved += CacheSets.contains(mask, m) ? savedWithoutSteps[slot][m] : 0;
        }
        return missSum[slot] - saved;
    }

    /** What each model that is not in the set saves at most if it is added, over all slots. */
    private double[] savings(int mask) {
        double[] savings = new double[models];
        for (int i = 0; i < missSum.length; i++) {
            double before = stepsWorth(i, mask);
            for (int m = 0; m < models; m++) {
                if (!CacheSets.contains(mask, m) && counts[i][m] > 0) {
                    savings[m] += weights[i] * (savedWithoutSteps[i][m] + stepsWorth(i, mask | 1 << m) - before);
                }
            }
        }
        return savings;
    }

    /** What the slot's steps are worth at most, given in fractions to the hits of a set. */
    private double stepsWorth(int slot, int mask) {
        double left = scenario.stepsPerSlot();
        double worth = 0;
        for (int m : byWorth) {
            if (CacheSets.contains(mask, m)) {
                double steps = Math.min(left, counts[slot][m] * scenario.qualityEndSteps()[m]);
                worth += worthPerStep[m] * steps;
                left -= steps;
            }
        }
        return worth;
    }

    /** Works out what a set costs, slot by slot in place of the bound, until that is too much. */
    private void tryOut(int mask) {
        double sum = 0;
        for (int i = 0; i < missSum.length; i++) {
            sum += weights[i] * slotBound(i, mask);
        }
        for (int i = 0; i < missSum.length && sum < bestCost; i++) {
            sum += weights[i] * (cost.of(slots.get(i), mask) - slotBound(i, mask));
        }
        if (sum < bestCost) {
            bestCost = sum;
            best = mask;
        }
    }

    private double stepsCost(int m, double steps) {
        return SlotCost.cost(scenario, scenario.secondsPerStep()[m] * steps, SlotCost.tv(scenario, m, steps));
    }

    /** The models by falling value. */
    private static int[] sorted(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(m -> -values[m]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
