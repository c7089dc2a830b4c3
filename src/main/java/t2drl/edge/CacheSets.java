package t2drl.edge;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import t2drl.common.UserException;

/**
 * The cached sets of models that fit the cache (system model, sections 4 to 6). A set is a bit mask: bit {@code m} is on
 * if model {@code m} is cached. An instance holds all feasible sets; the static methods make single sets by a rule.
 */
public final class CacheSets {
    /** Most models a set can be made of. */
    public static final int MAX_MODELS = 31;

    private static final int MAX_SETS = 65_536;
    /** Sizes such as 0.1 + 0.2 must fit a capacity of 0.3. */
    private static final double ROUNDING = 1e-12;

    private final Scenario scenario;
    private final double limitGb;
    private int[] masks = new int[256];
    private int count;

    /**
     * All feasible sets of a scenario, the empty one included, as masks in ascending order.
     *
     * @throws UserException if there are more than a learner can choose from
     */
    public CacheSets(Scenario scenario) {
        this.scenario = scenario;
        this.limitGb = limitGb(scenario);
        enumerate(scenario.models() - 1, 0, 0);
        masks = Arrays.copyOf(masks, count);
    }

    /** Decides model {@code m} and all below it; leaving a model out first gives ascending masks. */
    private void enumerate(int m, int mask, double usedGb) {
        if (m < 0) {
            add(mask);
            return;
        }
        enumerate(m - 1, mask, usedGb);
        if (usedGb + scenario.modelSizeGb()[m] <= limitGb) {
            enumerate(m - 1, mask | 1 << m, usedGb + scenario.modelSizeGb()[m]);
        }
    }

    private void add(int mask) {
        if (count == MAX_SETS) {
            throw new UserException(
                    ("A cache of %s GB holds more than %,d different sets of the %d models, too many to choose from: "
                                    + "make cache_capacity_gb or models smaller.")
                            .formatted(scenario.cacheCapacityGb(), MAX_SETS, scenario.models()));
        }
        if (count == masks.length) {
            masks = Arrays.copyOf(masks, 2 * count);
        }
        masks[count++] = mask;
    }

    /** How many sets are feasible. */
    public int count() {
        return count;
    }

    /** The mask of the set with this index. */
    public int mask(int index) {
        return masks[index];
    }

    /** All masks, ascending; must not be changed. */
    public int[] masks() {
        return masks;
    }

    /** The index of a feasible set; negative if the set is not feasible. */
    public int indexOf(int mask) {
        return Arrays.binarySearch(masks, mask);
    }

    /** Whether no further model fits beside the set with this index. */
    public boolean isMaximal(int index) {
        double usedGb = 0;
        double smallestGb = Double.POSITIVE_INFINITY;
        for (int m = 0; m < scenario.models(); m++) {
            if (contains(masks[index], m)) {
                usedGb += scenario.modelSizeGb()[m];
            } else {
                smallestGb = Math.min(smallestGb, scenario.modelSizeGb()[m]);
            }
        }
        return usedGb + smallestGb > limitGb;
    }

    /** Whether a set holds a model. */
    public static boolean contains(int mask, int model) {
        return (mask >>> model & 1) != 0;
    }

    /** Takes the models in this order, each if it still fits. */
    public static int fill(Scenario scenario, int[] order) {
        double limitGb = limitGb(scenario);
        int mask = 0;
        double usedGb = 0;
        for (int m : order) {
            if (usedGb + scenario.modelSizeGb()[m] <= limitGb) {
                mask |= 1 << m;
                usedGb += scenario.modelSizeGb()[m];
            }
        }
        return mask;
    }

    /** Filled by popularity under the stationary mix of the popularity states, ties by index. */
    public static int mostPopular(Scenario scenario) {
        double[] mix = Popularity.of(scenario).mix();
        // Sums of the same probabilities in another order are ties, too.
        return fill(
                scenario,
                fallingOrder(
                        Arrays.stream(mix).map(p -> Math.rint(p / ROUNDING)).toArray()));
    }

    /** Filled by the number of requests seen so far {@code [M]}, ties by index: least-frequently-used eviction. */
    public static int mostRequested(Scenario scenario, long[] requests) {
        return fill(
                scenario, fallingOrder(Arrays.stream(requests).asDoubleStream().toArray()));
    }

    private static int[] fallingOrder(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(m -> -values[m]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** What a set's models may take together: the capacity and a rounding error. */
    public static double limitGb(Scenario scenario) {
        return scenario.cacheCapacityGb() * (1 + ROUNDING);
    }
}
