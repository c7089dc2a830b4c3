package t2drl.method;

import t2drl.common.UserException;
import t2drl.edge.CacheSets;
import t2drl.edge.Cells;
import t2drl.kernel.Buffer;
import t2drl.kernel.CellShape;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.policy.DecisionEngine;

/** A trained policy for which an engine decides, as in a program that embeds it; the device only simulates the cells. */
final class EngineMethod implements Method {
    private final String name;
    private final Device device;
    private final DecisionEngine engine;
    private final CacheSets sets;
    private final int cells;
    private final int users;
    private final int models;
    private final Buffer requests; // [cells, 2 models]: frequencies, cached
    private final float[] state;
    private final float[] hit;
    private final float[] a3;
    private final float[] bandwidth;
    private final float[] compute;
    private boolean atStart;
    private long draw;

    /** {@code sets, shape} are those of the policy's own scenario. */
    EngineMethod(String name, Device device, DecisionEngine engine, CacheSets sets, CellShape shape) {
        this.name = name;
        this.device = device;
        this.engine = engine;
        this.sets = sets;
        cells = shape.cells();
        users = shape.users();
        models = shape.models();
        requests = device.buffer(2 * cells * models);
        int n = cells * users;
        state = new float[n * CellShape.FEATURES];
        hit = new float[n];
        a3 = new float[n];
        bandwidth = new float[n];
        compute = new float[n];
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        atStart = true;
    }

    @Override
    public void cache(Cells simulated, Indices choice) {
        int[] chosen = engine.observesRequests() ? byRequests(simulated) : byPopularity(simulated);
        atStart = false;
        for (int cell = 0; cell < cells; cell++) {
            chosen[cell] = sets.indexOf(chosen[cell]);
        }
        choice.write(chosen);
    }

    private int[] byPopularity(Cells simulated) {
        int[] set = simulated.memory().state().toArray();
        for (int cell = 0; cell < cells; cell++) {
            set[cell] = engine.cacheForPopularity(set[cell]);
        }
        return set;
    }

    /** At an episode's start nobody has seen a request, though the first ones have been drawn. */
    private int[] byRequests(Cells simulated) {
        if (!atStart) {
            device.cells().requestState(simulated.memory(), requests);
        }
        int[] set = new int[cells];
        double[] frequencies = new double[models];
        double[] cached = new double[models];
        for (int cell = 0; cell < cells; cell++) {
            int mask = 0;
            if (!atStart) {
                requests.read(2 * cell * models, frequencies, 0, models);
                requests.read((2 * cell + 1) * models, cached, 0, models);
                for (int m = 0; m < models; m++) {
                    mask |= (int) cached[m] << m;
                }
            }
            set[cell] = engine.cacheForRequests(frequencies, mask);
        }
        return set;
    }

    @Override
    public void allocate(Cells simulated, Buffer features, Buffer hits, Buffer bestSteps, Buffer b, Buffer xi) {
        features.read(0, state, 0, state.length);
        hits.read(0, hit, 0, hit.length);
        bestSteps.read(0, a3, 0, a3.length);
        try {
            engine.decideFromFeatures(cells, users, state, hit, a3, draw, bandwidth, compute);
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    "The policy %s cannot be evaluated: %s; train again.".formatted(name, e.getMessage()), e);
        }
        draw += cells;
        b.write(0, bandwidth, 0, bandwidth.length);
        xi.write(0, compute, 0, compute.length);
    }
}
