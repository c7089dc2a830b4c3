package t2drl.method;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import t2drl.edge.CacheSets;
import t2drl.edge.Cells;
import t2drl.edge.Scenario;
import t2drl.kernel.Indices;

/** Models in random order as they fit, drawn anew in every frame. */
public final class RandomCaching implements Caching {
    private final Scenario scenario;
    private final CacheSets sets;
    private final RandomGenerator random;

    public RandomCaching(Scenario scenario, CacheSets sets, long seed) {
        this.scenario = scenario;
        this.sets = sets;
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    @Override
    public void cache(Cells cells, Indices choice) {
        int[] chosen = new int[choice.length()];
        int[] order = new int[scenario.models()];
        for (int c = 0; c < chosen.length; c++) {
            shuffle(order);
            chosen[c] = sets.indexOf(CacheSets.fill(scenario, order));
        }
        choice.write(chosen);
    }

    private void shuffle(int[] order) {
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
    }
}
