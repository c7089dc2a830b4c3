package t2drl.method;

import java.util.function.Supplier;
import java.util.stream.IntStream;
import t2drl.edge.Cells;
import t2drl.edge.Scenario;
import t2drl.edge.Slot;
import t2drl.kernel.Buffer;
import t2drl.kernel.CellMemory;
import t2drl.solver.SlotSolver;

/** Solves every cell's slot by itself, on all processors. */
public final class SolvedAllocation implements Allocation {
    private final Scenario scenario;
    private final ThreadLocal<Worker> workers;

    /** {@code solvers} makes one solver a thread. */
    public SolvedAllocation(Scenario scenario, Supplier<SlotSolver> solvers) {
        this.scenario = scenario;
        workers = ThreadLocal.withInitial(() -> new Worker(solvers.get(), Slot.ofUsers(scenario.users())));
    }

    /** One thread's solver and the slot it solves. */
    private record Worker(SlotSolver solver, Slot slot) {}

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
            worker.solver.solve(slot);
            for (int u = 0; u < users; u++) {
                int i = cell * users + u;
                shares[i] = worker.solver.shares()[u];
                compute[i] = scenario.stepsPerSlot() > 0 ? worker.solver.steps()[u] / scenario.stepsPerSlot() : 0;
            }
        });
        b.write(shares);
        xi.write(compute);
    }
}
