package t2drl.method;

import org.jspecify.annotations.Nullable;
import t2drl.edge.CacheSets;
import t2drl.edge.Scenario;
import t2drl.solver.DeadlineRepair;
import t2drl.solver.ExactAllocation;
import t2drl.solver.GeneticAllocation;
import t2drl.solver.OracleCaches;

/** What methods without training are made of, for one scenario. Sets that take a search are searched once, when first asked for. */
public final class MethodParts {
    private final Scenario scenario;
    private final CacheSets sets;
    private final long seed;
    private final int threads;
    private @Nullable Caching bestOfState;

    /** Searches run on {@code threads} threads, and give the same on any number of them. */
    public MethodParts(Scenario scenario, CacheSets sets, long seed, int threads) {
        this.scenario = scenario;
        this.sets = sets;
        this.seed = seed;
        this.threads = threads;
    }

    /** The set that is best for the popularity state, which it knows. */
    public Caching bestOfState() {
        if (bestOfState == null) {
            bestOfState = new StateCaching(OracleCaches.find(scenario, sets, seed, threads));
        }
        return bestOfState;
    }

    Caching bestStatic() {
        return StateCaching.always(OracleCaches.findStatic(scenario, sets, seed), scenario.popularityStates());
    }

    Caching mostPopular() {
        return StateCaching.always(sets.indexOf(CacheSets.mostPopular(scenario)), scenario.popularityStates());
    }

    Caching leastFrequentlyUsed() {
        return new LeastFrequentlyUsed(scenario, sets);
    }

    Caching random() {
        return new RandomCaching(scenario, sets, seed);
    }

    Allocation equalShares() {
        return new EqualShares(scenario);
    }

    /** The optimum, were nobody charged for being late. */
    public Allocation exact() {
        return new SolvedAllocation(scenario, () -> new ExactAllocation(scenario));
    }

    Allocation exactThenRepaired() {
        return new SolvedAllocation(scenario, () -> new DeadlineRepair(scenario));
    }

    Allocation genetic(GeneticAllocation.Budget budget) {
        return new SolvedAllocation(scenario, () -> new GeneticAllocation(scenario, budget));
    }
}
