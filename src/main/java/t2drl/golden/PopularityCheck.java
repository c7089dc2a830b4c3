package t2drl.golden;

import java.util.Arrays;
import t2drl.edge.Popularity;
import t2drl.edge.Scenario;
import t2drl.kernel.CellMemory;
import t2drl.kernel.CellShape;

/** Zipf's law, the stationary mix (computed in double precision on every device), and draws from both on the device. */
final class PopularityCheck {
    private PopularityCheck() {}

    static void run(SystemCase item) {
        Scenario scenario = item.scenario();
        Popularity popularity = Popularity.of(scenario);
        int states = scenario.popularityStates();
        int models = scenario.models();
        double[] requests = new double[states * models];
        for (int j = 0; j < states; j++) {
            System.arraycopy(popularity.requests()[j], 0, requests, j * models, models);
        }
        compareTable(item, "P", item.out().get("P").array(states, models), requests);
        compareTable(item, "stationary", item.out().get("stationary").array(states), popularity.stationary());

        int state = item.in().get("j").indices(states)[0];
        double[] toState = item.in().get("u_state").numbers();
        double[] toModel = item.in().get("u_request").numbers();
        int[] next = item.out().get("next").indices(states, toState.length);
        int[] phi = item.out().get("phi").indices(models, toModel.length);

        CellMemory shifted = cells(item, toState.length, state);
        int[] row = shifted.state().toArray();
        item.device()
                .cells()
                .shiftPopularity(shifted, item.uniforms(toState, shifted.shape().cumulativeTransition(), states, row));
        item.compareChoices("next", next, shifted.state().toArray());

        CellMemory asked = cells(item, toModel.length, state);
        row = asked.state().toArray();
        item.device()
                .cells()
                .request(
                        asked,
                        item.uniforms(toModel, asked.shape().cumulativePopularity(), models, row),
                        item.device().buffer(toModel.length),
                        item.device().buffer(toModel.length));
        item.compareChoices("phi", phi, asked.requested().toArray());
    }

    private static void compareTable(SystemCase item, String name, double[] want, double[] got) {
        double error = 0;
        for (int i = 0; i < want.length; i++) {
            error = Math.max(error, Math.abs(got[i] - want[i]) / Math.max(Math.abs(want[i]), Double.MIN_NORMAL));
        }
        item.add("tables", 1e-12, name, error, want.length);
    }

    /** One cell of one user for each draw. */
    private static CellMemory cells(SystemCase item, int count, int state) {
        CellShape shape = item.scenario().with(s -> s.users = 1).cellShape(count);
        CellMemory memory = CellMemory.on(item.device(), shape);
        int[] states = new int[count];
        Arrays.fill(states, state);
        memory.state().write(states);
        return memory;
    }
}
