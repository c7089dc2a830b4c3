package t2drl.solver;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import t2drl.edge.Scenario;
import t2drl.edge.Slot;
import t2drl.edge.SlotCost;

/**
 * The whole numbers of denoising steps for the hits with the least sum of {@code alpha*B1*x + (1-alpha)*kappa*TV(x)}, at
 * most R steps together (system model, section 6, "Exact allocation").
 *
 * <p>What x steps are worth to a hit, against none, is {@code max(0, slope * (x - x0))} up to A3 steps: convex. So two users
 * with something between nothing and all can always shift steps to the one with the larger slope, and in an optimum at most
 * one user is served in part, one whose slope is the least of all that are served. Models are therefore taken by falling
 * slope: a knapsack over "all steps or none" for the models so far, and at every model the question whether its last user,
 * served in part, makes the best end. Where A3 is not whole, both whole numbers beside it count as "all".
 *
 * <p>Time at most in proportion to hits * R; allocates nothing after construction.
 */
public final class ExactSteps {
    private final Scenario scenario;
    private final int[] modelsBySlope;
    private final double[] slope;
    private final int[] lower;
    private final int[] upper;
    private final double[] lowerWorth;
    private final double[] upperWorth;
    private final int budget;

    private final double[] steps;
    private final int[] hits;
    private final int[] served;
    /** {@code worth[g][r]}: most that the first g of the served models are worth with at most r steps. */
    private final double[][] worth;

    private final int[] lowerCount;
    private final int[] upperCount;
    private int partModel;
    private int partSteps;

    public ExactSteps(Scenario scenario) {
        int models = scenario.models();
        this.scenario = scenario;
        slope = new double[models];
        lower = new int[models];
        upper = new int[models];
        lowerWorth = new double[models];
        upperWorth = new double[models];
        for (int m = 0; m < models; m++) {
            double start = scenario.qualityStartSteps()[m];
            double end = scenario.qualityEndSteps()[m];
            slope[m] = (cost(m, start) - cost(m, end)) / (end - start);
            lower[m] = (int) Math.floor(end);
            upper[m] = (int) Math.ceil(end);
            lowerWorth[m] = cost(m, 0) - cost(m, lower[m]);
            upperWorth[m] = cost(m, 0) - cost(m, upper[m]);
        }
        modelsBySlope = IntStream.range(0, models)
                .filter(m -> Math.max(lowerWorth[m], upperWorth[m]) > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(m -> -slope[m]))
                .mapToInt(Integer::intValue)
                .toArray();
        long mostUseful = (long) scenario.users() * Arrays.stream(upper).max().orElse(0);
        budget = (int) Math.min(Math.floor(scenario.stepsPerSlot()), mostUseful);
        steps = new double[scenario.users()];
        hits = new int[models];
        served = new int[models];
        lowerCount = new int[models];
        upperCount = new int[models];
        worth = new double[Math.min(modelsBySlope.length, scenario.users()) + 1][budget + 1];
    }

    /** Finds the steps; returns the sum of {@code alpha*B1*x + (1-alpha)*kappa*TV(x)} over the hits. */
    public double assign(Slot slot) {
        Arrays.fill(hits, 0);
        for (int u = 0; u < scenario.users(); u++) {
            if (slot.hit()[u]) {
                hits[slot.model()[u]]++;
            }
        }
        Arrays.fill(lowerCount, 0);
        Arrays.fill(upperCount, 0);
        partSteps = 0;
        int groups = 0;
        long wanted = 0;
        for (int m : modelsBySlope) {
            if (hits[m] > 0) {
                served[groups++] = m;
                wanted += (long) hits[m] * (upperWorth[m] > lowerWorth[m] ? upper[m] : lower[m]);
            }
        }
        if (wanted <= budget) {
            serveAll(groups);
        } else {
            solveKnapsack(groups);
        }
        return giveToUsers(slot);
    }

    /** The steps of the latest slot {@code [U]}; overwritten by the next one. */
    public double[] steps() {
        return steps;
    }

    private void serveAll(int groups) {
        for (int g = 0; g < groups; g++) {
            int m = served[g];
            (upperWorth[m] > lowerWorth[m] ? upperCount : lowerCount)[m] = hits[m];
        }
    }

    private void solveKnapsack(int groups) {
        double bestWithPart = Double.NEGATIVE_INFINITY;
        int partGroup = 0;
        for (int g = 0; g < groups; g++) {
            int m = served[g];
            double[] now = worth[g + 1];
            System.arraycopy(worth[g], 0, now, 0, budget + 1);
            for (int user = 1; user < hits[m]; user++) {
                addUser(m, now);
            }
            for (int x = 1; x < Math.min(lower[m], budget + 1); x++) {
                double value = now[budget - x] + lowerWorth[m] - slope[m] * (lower[m] - x);
                if (value > bestWithPart) {
                    bestWithPart = value;
                    partGroup = g;
                    partSteps = x;
                }
            }
            addUser(m, now);
        }
        if (bestWithPart > worth[groups][budget]) {
            partModel = served[partGroup];
            readBack(partGroup, hits[partModel] - 1, budget - partSteps);
        } else {
            partSteps = 0;
            readBack(groups - 1, hits[served[groups - 1]], budget);
        }
    }

    /** One more user of model {@code m} who may get all steps or none. */
    private void addUser(int m, double[] now) {
        int low = lower[m];
        int high = upper[m];
        double lowWorth = lowerWorth[m];
        double highWorth = upperWorth[m];
        for (int r = budget; r >= low; r--) {
            double best = Math.max(now[r], now[r - low] + lowWorth);
            now[r] = r < high ? best : Math.max(best, now[r - high] + highWorth);
        }
    }

    /** How many users of the models up to group {@code last} get all their steps, at most {@code most} of the last one. */
    private void readBack(int last, int most, int budgetLeft) {
        int left = budgetLeft;
        for (int g = last; g >= 0; g--) {
            int m = served[g];
            int users = g == last ? most : hits[m];
            double best = Double.NEGATIVE_INFINITY;
            for (int j = 0; j <= (upper[m] > lower[m] ? users : 0); j++) {
                for (int i = 0; i <= users - j && i * lower[m] + j * upper[m] <= left; i++) {
                    double before = worth[g][left - i * lower[m] - j * upper[m]];
                    double value = before + i * lowerWorth[m] + j * upperWorth[m];
                    if (value > best) {
                        best = value;
                        lowerCount[m] = i;
                        upperCount[m] = j;
                    }
                }
            }
            left -= lowerCount[m] * lower[m] + upperCount[m] * upper[m];
        }
    }

    private double giveToUsers(Slot slot) {
        double sum = 0;
        for (int u = 0; u < scenario.users(); u++) {
            int m = slot.model()[u];
            steps[u] = slot.hit()[u] ? stepsOfNextUser(m) : 0;
            sum += slot.hit()[u] ? cost(m, steps[u]) : 0;
        }
        return sum;
    }

    private int stepsOfNextUser(int m) {
        if (lowerCount[m] > 0) {
            lowerCount[m]--;
            return lower[m];
        }
        if (upperCount[m] > 0) {
            upperCount[m]--;
            return upper[m];
        }
        if (partSteps > 0 && m == partModel) {
            int x = partSteps;
            partSteps = 0;
            return x;
        }
        return 0;
    }

    private double cost(int m, double x) {
        return SlotCost.cost(scenario, scenario.secondsPerStep()[m] * x, SlotCost.tv(scenario, m, x));
    }
}
