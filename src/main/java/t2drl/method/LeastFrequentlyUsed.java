package t2drl.method;

import t2drl.edge.CacheSets;
import t2drl.edge.Cells;
import t2drl.edge.Scenario;
import t2drl.kernel.Indices;

/** LFU: the models requested most often so far in the episode, as they fit; at first in the order of their indices (system model, section 6). */
public final class LeastFrequentlyUsed implements Caching {
    private final Scenario scenario;
    private final CacheSets sets;
    private boolean nothingSeen;

    public LeastFrequentlyUsed(Scenario scenario, CacheSets sets) {
        this.scenario = scenario;
        this.sets = sets;
    }

    @Override
    public void start() {
        nothingSeen = true;
    }

    @Override
    public void cache(Cells cells, Indices choice) {
        int models = scenario.models();
        double[] counted = cells.memory().requestCounts().toArray();
        int[] chosen = new int[choice.length()];
        long[] requests = new long[models];
        for (int cell = 0; cell < chosen.length; cell++) {
            for (int m = 0; m < models; m++) {
                // An episode's first requests are drawn before its first set is chosen, but nobody has seen them then.
                requests[m] = nothingSeen ? 0 : Math.round(counted[cell * models + m]);
            }
            chosen[cell] = sets.indexOf(CacheSets.mostRequested(scenario, requests));
        }
        nothingSeen = false;
        choice.write(chosen);
    }
}
