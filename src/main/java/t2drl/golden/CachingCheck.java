package t2drl.golden;

import t2drl.edge.CacheSets;
import t2drl.edge.Scenario;

/** Feasible sets, and sets filled by an order, by popularity and by the requests seen so far. */
final class CachingCheck {
    private CachingCheck() {}

    static void run(SystemCase item) {
        Scenario scenario = item.scenario();
        int models = scenario.models();
        CacheSets sets = new CacheSets(scenario);
        int maximal = 0;
        for (int i = 0; i < sets.count(); i++) {
            maximal += sets.isMaximal(i) ? 1 : 0;
        }
        count(item, "feasible", sets.count());
        count(item, "maximal", maximal);

        int[] order = item.in().get("order").indices(models, models);
        set(item, "random_order", CacheSets.fill(scenario, order));
        set(item, "popular", CacheSets.mostPopular(scenario));

        GoldenNode phi = item.in().get("phi");
        int frames = phi.list().size();
        int slots = frames == 0 ? 0 : phi.list().getFirst().list().size();
        int perFrame = slots * scenario.users();
        int[] requests = phi.indices(models, frames, slots, scenario.users());
        int[] got = new int[frames * models];
        long[] counts = new long[models];
        for (int t = 0; t < frames; t++) {
            int[] filled = flags(CacheSets.mostRequested(scenario, counts), models);
            System.arraycopy(filled, 0, got, t * models, models);
            for (int i = 0; i < perFrame; i++) {
                counts[requests[t * perFrame + i]]++;
            }
        }
        item.compareChoices("lfu", item.out().get("lfu").indices(2, frames, models), got);
    }

    private static void count(SystemCase item, String name, int got) {
        item.addChoices(name, item.out().number(name) == got ? 0 : 1, 1);
    }

    private static void set(SystemCase item, String name, int mask) {
        int models = item.scenario().models();
        item.compareChoices(name, item.out().get(name).indices(2, models), flags(mask, models));
    }

    private static int[] flags(int mask, int models) {
        int[] flags = new int[models];
        for (int m = 0; m < models; m++) {
            flags[m] = CacheSets.contains(mask, m) ? 1 : 0;
        }
        return flags;
    }
}
