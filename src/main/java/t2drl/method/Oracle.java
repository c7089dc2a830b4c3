package t2drl.method;

import java.util.stream.IntStream;
import t2drl.edge.CacheSets;
import t2drl.edge.Cells;
import t2drl.edge.Scenario;
import t2drl.edge.Slot;
import t2drl.kernel.Buffer;
import t2drl.kernel.CellMemory;
import t2drl.kernel.Indices;
import t2drl.solver.ExactAllocation;
import t2drl.solver.OracleCaches;

/** The oracle: knows the popularity state, caches the set that is best for it, allocates exactly (system model, section 6). */
public final class Oracle implements Method {
    private final Scenario scenario;
    private final int[] setOfState;
    private final ThreadLocal<Worker> workers;

    /** Searches the best sets, on {@code threads} threads. */
    public Oracle(Scenario scenario, CacheSets sets, long seed, int threads) {
        this.scenario = scenario;
        setOfState = OracleCaches.find(scenario, sets, seed, threads);
        workers = ThreadLocal.withInitial(() -> new Worker(scenario));
    }

    /** One thread's solver and the slot it solves. */
    private static final class Worker {
        final ExactAllocation exact;
        final Slot slot;

        Worker(Scenario scenario) {
            exact = new ExactAllocation(scenario);
            slot = Slot.ofUsers(scenario.users());
        }
    }

    @Override
    public String name() {
        return "oracle";
    }

    @Override
    public void cache(Cells cells, Indices choice) {
        int[] states = cells.memory().state().toArray();
        choice.write(IntStream.of(states).map(j -> setOfState[j]).toArray());
    }

    @Override
    public void allocate(Cells cells, Buffer state, Buffer hit, Buffer a3, Buffer b, Buffer xi) {
        CellMemory memory = cells.memory();
        int[] requested = memory.requested().toArray();
        double[] hits = hit.toArray();
        double[] input = memory.inputBits().toArray();
        double[] output = memory.outputBits().toArray();
        double[] gain = memory.gain().toArray();
        double[] shares = new double[hits.length];
        double[] compute = new double[hits.length];
        int users = scenario.users();
        IntStream.range(0, hits.length / users).parallel().forEach(cell -> {
            Worker worker = workers.get();
            Slot slot = worker.slot;
            for (int u = 0; u < users; u++) {
                int i = cell * users + u;
                slot.model()[u] = requested[i];
                slot.hit()[u] = hits[i] != 0;
                slot.inputBits()[u] = input[i];
                slot.outputBits()[u] = output[i];
                slot.gain()[u] = gain[i];
            }
            worker.exact.solve(slot);
            for (int u = 0; u < users; u++) {
                int i = cell * users + u;
                shares[i] = worker.exact.shares()[u];
                compute[i] = scenario.stepsPerSlot() > 0 ? worker.exact.steps()[u] / scenario.stepsPerSlot() : 0;
            }
        });
        b.write(shares);
        xi.write(compute);
    }
}
