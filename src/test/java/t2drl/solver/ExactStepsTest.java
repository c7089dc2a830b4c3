package t2drl.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.edge.Scenario;
import t2drl.edge.Slot;
import t2drl.edge.SlotCost;

class ExactStepsTest {
    private static final int CASES = 150;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void matchesBruteForceWithWholeCurves(long seed) {
        compareWithBruteForce(seed, s -> {});
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {5, 6, 7, 8})
    void matchesBruteForceWithCurvesBetweenWholeSteps(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        compareWithBruteForce(seed, s -> {
            for (int m = 0; m < s.models; m++) {
                s.qualityStartSteps[m] = random.nextDouble(0, 4);
                s.qualityEndSteps[m] = s.qualityStartSteps[m] + random.nextDouble(0.01, 5);
            }
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {9, 10})
    void matchesBruteForceWithEqualModels(long seed) {
        compareWithBruteForce(seed, s -> {
            Arrays.fill(s.qualityStartSteps, s.qualityStartSteps[0]);
            Arrays.fill(s.qualityEndSteps, s.qualityEndSteps[0]);
            Arrays.fill(s.worstTv, s.worstTv[0]);
            Arrays.fill(s.bestTv, s.bestTv[0]);
            Arrays.fill(s.secondsPerStep, s.secondsPerStep[0]);
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12})
    void matchesBruteForceWhenOnlyQualityCounts(long seed) {
        compareWithBruteForce(seed, s -> s.latencyWeight = 0);
    }

    @Test
    void stepsThatAreWorthNothingAreNotSpent() {
        Scenario scenario = Scenario.defaults().with(s -> s.tvWorthSeconds = 0);
        Slot slot = allHits(scenario);
        ExactSteps exact = new ExactSteps(scenario);

        assertThat(exact.assign(slot)).isZero();
        assertThat(exact.steps()).containsOnly(0);
    }

    @Test
    void anEdgeWithoutStepsLeavesTheWorstQuality() {
        Scenario scenario = Scenario.defaults().with(s -> s.stepsPerSlot = 0);
        Slot slot = allHits(scenario);
        ExactSteps exact = new ExactSteps(scenario);

        double worst = 0;
        for (int m : slot.model()) {
            worst += SlotCost.cost(scenario, 0, scenario.worstTv()[m]);
        }
        assertThat(exact.assign(slot)).isCloseTo(worst, within(1e-12));
        assertThat(exact.steps()).containsOnly(0);
    }

    @Test
    void aMissGetsNoSteps() {
        Scenario scenario = Scenario.defaults();
        ExactSteps exact = new ExactSteps(scenario);
        exact.assign(allHits(scenario));

        assertThat(exact.assign(Slot.ofUsers(scenario.users()))).isZero();
        assertThat(exact.steps()).containsOnly(0);
    }

    @Test
    void enoughStepsServeEveryHitWhole() {
        Scenario scenario = Scenario.defaults().with(s -> s.stepsPerSlot = 1e6);
        Slot slot = allHits(scenario);
        ExactSteps exact = new ExactSteps(scenario);
        exact.assign(slot);

        assertThat(exact.steps())
                .isEqualTo(Arrays.stream(slot.model())
                        .mapToDouble(m -> scenario.qualityEndSteps()[m])
                        .toArray());
    }

    private static Slot allHits(Scenario scenario) {
        Slot slot = Slot.ofUsers(scenario.users());
        new SlotSource(scenario, 0, 1).draw(slot);
        Arrays.fill(slot.hit(), true);
        return slot;
    }

    private static void compareWithBruteForce(long seed, Consumer<Scenario.Builder> change) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < CASES; i++) {
            Scenario scenario = smallScenario(random).with(change);
            Slot slot = Slot.ofUsers(scenario.users());
            for (int u = 0; u < scenario.users(); u++) {
                slot.model()[u] = random.nextInt(scenario.models());
                slot.hit()[u] = random.nextInt(5) > 0;
            }
            ExactSteps exact = new ExactSteps(scenario);

            double sum = exact.assign(slot);

            double budget = Math.floor(scenario.stepsPerSlot());
            assertThat(sum).as("case %d", i).isCloseTo(leastSum(scenario, slot, 0, (int) budget), within(1e-12));
            assertThat(sumOf(scenario, slot, exact.steps())).as("case %d", i).isCloseTo(sum, within(1e-12));
            assertThat(Arrays.stream(exact.steps()).sum()).as("case %d", i).isLessThanOrEqualTo(budget);
        }
    }

    private static Scenario smallScenario(SplittableRandom random) {
        return Scenario.defaults().with(s -> {
            s.users = random.nextInt(1, 5);
            s.models = 3;
            s.stepsPerSlot = random.nextDouble(0, 20);
            s.latencyWeight = random.nextDouble();
            s.tvWorthSeconds = random.nextDouble(0.2);
            s.qualityStartSteps = random.ints(3, 0, 4).asDoubleStream().toArray();
            s.qualityEndSteps = random.ints(3, 4, 9).asDoubleStream().toArray();
            s.worstTv = random.doubles(3, 50, 100).toArray();
            s.bestTv = random.doubles(3, 20, 50).toArray();
            s.secondsPerStep = random.doubles(3, 0, 0.2).toArray();
        });
    }

    /** Tries every number of steps for every user. */
    private static double leastSum(Scenario scenario, Slot slot, int u, int budget) {
        if (u == scenario.users()) {
            return 0;
        }
        if (!slot.hit()[u]) {
            return leastSum(scenario, slot, u + 1, budget);
        }
        double least = Double.POSITIVE_INFINITY;
        for (int x = 0; x <= budget; x++) {
            double own = cost(scenario, slot.model()[u], x);
            least = Math.min(least, own + leastSum(scenario, slot, u + 1, budget - x));
        }
        return least;
    }

    private static double sumOf(Scenario scenario, Slot slot, double[] steps) {
        double sum = 0;
        for (int u = 0; u < steps.length; u++) {
            sum += slot.hit()[u] ? cost(scenario, slot.model()[u], steps[u]) : 0;
        }
        return sum;
    }

    private static double cost(Scenario s, int m, double x) {
        double part = Math.max(
                0, Math.min(1, (x - s.qualityStartSteps()[m]) / (s.qualityEndSteps()[m] - s.qualityStartSteps()[m])));
        double tv = s.worstTv()[m] - part * (s.worstTv()[m] - s.bestTv()[m]);
        return s.latencyWeight() * s.secondsPerStep()[m] * x + (1 - s.latencyWeight()) * s.tvWorthSeconds() * tv;
    }
}
