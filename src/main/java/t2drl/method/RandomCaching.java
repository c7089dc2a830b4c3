package t2drl.method;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import t2drl.edge.CacheSets;
import t2drl.edge.Cells;
import t2drl.edge.Scenario;
import t2drl.kernel.Buffer;
import t2drl.kernel.Indices;

/** RCARS: models in random order as they fit, equal shares of bandwidth for all and of compute for hits (system model, section 6). */
public final class RandomCaching implements Method {
    private final Scenario scenario;
    private final CacheSets sets;
    private final RandomGenerator random;

    public RandomCaching(Scenario scenario, CacheSets sets, long seed) {
        this.scenario = scenario;
        this.sets = sets;
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    @Override
    public String name() {
        return "rcars";
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

    @Override
    public void allocate(Cells cells, Buffer state, Buffer hit, Buffer a3, Buffer b, Buffer xi) {
        int users = scenario.users();
        double[] hits = hit.toArray();
        double[] shares = new double[hits.length];
        double[] compute = new double[hits.length];
        for (int cell = 0; cell < hits.length / users; cell++) {
            double count = 0;
            for (int u = 0; u < users; u++) {
                count += hits[cell * users + u];
            }
            for (int u = 0; u < users; u++) {
                int i = cell * users + u;
                shares[i] = 1.0 / users;
                compute[i] = hits[i] > 0 ? 1.0 / count : 0;
            }
        }
        b.write(shares);
        xi.write(compute);
    }
}
