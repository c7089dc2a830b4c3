package t2drl.method;

import t2drl.edge.Cells;
import t2drl.edge.Scenario;
import t2drl.kernel.Buffer;

/** Equal shares of bandwidth for all and of compute for hits. */
public record EqualShares(Scenario scenario) implements Allocation {
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
