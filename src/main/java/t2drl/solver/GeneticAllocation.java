package t2drl.solver;

import java.util.Arrays;
import java.util.SplittableRandom;
import t2drl.edge.Scenario;
import t2drl.edge.Slot;
import t2drl.edge.SlotCost;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.MapShape;
import t2drl.kernel.scalar.ScalarDevice;

/**
 * A genetic algorithm over the raw actions of one slot (SCHRS; system model, section 6): tournaments of two, uniform crossover, Gaussian mutation that gets finer
 * with the generations, the best individual lives on. It sees the charge for missed deadlines. Own code, since Commons Math's algorithm draws all its random numbers from one
 * static generator, which threads would share.
 *
 * <p>The same slot gets the same answer on any thread: random numbers start from the slot's gains.
 */
public final class GeneticAllocation implements SlotSolver {
    /** How long the search goes on: {@code individuals * (generations + 1)} allocations are tried. */
    public record Budget(int individuals, int generations) {
        /** The budget of the published figures. */
        public static final Budget DEFAULT = new Budget(20, 15);
    }

    private static final double MUTATION_RATE = 0.2;
    private static final double FIRST_DEVIATION = 0.5;
    private static final double LAST_DEVIATION = 0.1;

    private final Scenario scenario;
    private final Budget budget;
    private final int genes;
    private final Device device = new ScalarDevice();
    private final MapShape map;
    private final Buffer actions;
    private final Buffer hits;
    private final Buffer fullSteps;
    private final Buffer b;
    private final Buffer f;
    private final Buffer xi;
    private final Buffer level;
    private final SlotCost cost;
    private double[] parents;
    private double[] children;
    private final double[] fitness;
    private final double[] hit;
    private final double[] a3;
    private final double[] userShares;
    private final double[] userSteps;
    private final double[] shares;
    private final double[] steps;
    private double bestFitness;

    public GeneticAllocation(Scenario scenario, Budget budget) {
        int users = scenario.users();
        int n = budget.individuals();
        this.scenario = scenario;
        this.budget = budget;
        genes = 2 * users;
        map = scenario.mapShape();
        actions = device.buffer(n * genes);
        hits = device.buffer(n * users);
        fullSteps = device.buffer(n * users);
        b = device.buffer(n * users);
        f = device.buffer(n * users);
        xi = device.buffer(n * users);
        level = device.buffer(n);
        cost = new SlotCost(scenario);
        parents = new double[n * genes];
        children = new double[n * genes];
        fitness = new double[n];
        hit = new double[n * users];
        a3 = new double[n * users];
        userShares = new double[users];
        userSteps = new double[users];
        shares = new double[users];
        steps = new double[users];
    }

    @Override
    public void solve(Slot slot) {
        SplittableRandom random = new SplittableRandom(Arrays.hashCode(slot.gain()));
        setSlot(slot);
        bestFitness = Double.NEGATIVE_INFINITY;
        Arrays.setAll(parents, i -> i < genes ? 0 : 2 * random.nextDouble() - 1);
        int best = evaluate(slot);
        for (int generation = 1; generation <= budget.generations(); generation++) {
            double progress = generation / (double) budget.generations();
            double deviation = FIRST_DEVIATION * Math.pow(LAST_DEVIATION / FIRST_DEVIATION, progress);
            System.arraycopy(parents, best * genes, children, 0, genes);
            for (int child = 1; child < budget.individuals(); child++) {
                breed(child, deviation, random);
            }
            double[] swap = parents;
            parents = children;
            children = swap;
            best = evaluate(slot);
        }
    }

    @Override
    public double[] shares() {
        return shares;
    }

    @Override
    public double[] steps() {
        return steps;
    }

    private void setSlot(Slot slot) {
        for (int i = 0; i < hit.length; i++) {
            int u = i % scenario.users();
            hit[i] = slot.hit()[u] ? 1 : 0;
            a3[i] = scenario.qualityEndSteps()[slot.model()[u]];
        }
        hits.write(hit);
        fullSteps.write(a3);
    }

    /** Makes a child of two parents, each the fitter of two. */
    private void breed(int child, double deviation, SplittableRandom random) {
        int mother = fitterOfTwo(random) * genes;
        int father = fitterOfTwo(random) * genes;
        for (int g = 0; g < genes; g++) {
            double gene = parents[(random.nextBoolean() ? mother : father) + g];
            if (random.nextDouble() < MUTATION_RATE) {
                gene = Math.clamp(gene + deviation * random.nextGaussian(), -1.0, 1.0);
            }
            children[child * genes + g] = gene;
        }
    }

    private int fitterOfTwo(SplittableRandom random) {
        int one = random.nextInt(budget.individuals());
        int other = random.nextInt(budget.individuals());
        return fitness[one] >= fitness[other] ? one : other;
    }

    /** Serves the slot as every individual says; returns the fittest, and keeps its allocation if it is the best so far. */
    private int evaluate(Slot slot) {
        int users = scenario.users();
        actions.write(parents);
        device.actions().mapForward(map, budget.individuals(), actions, hits, fullSteps, b, f, xi, level);
        int fittest = 0;
        for (int i = 0; i < budget.individuals(); i++) {
            b.read(i * users, userShares, 0, users);
            xi.read(i * users, userSteps, 0, users);
            for (int u = 0; u < users; u++) {
                userSteps[u] *= scenario.stepsPerSlot();
            }
            cost.serve(slot, userShares, userSteps);
            fitness[i] = cost.reward();
            if (fitness[i] > bestFitness) {
                bestFitness = fitness[i];
                System.arraycopy(userShares, 0, shares, 0, users);
                System.arraycopy(userSteps, 0, steps, 0, users);
            }
            fittest = fitness[i] > fitness[fittest] ? i : fittest;
        }
        return fittest;
    }
}
