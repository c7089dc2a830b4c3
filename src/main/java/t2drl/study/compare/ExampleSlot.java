package t2drl.study.compare;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import t2drl.edge.Cells;
import t2drl.edge.Scenario;
import t2drl.edge.Slot;
import t2drl.edge.SlotCost;
import t2drl.kernel.Buffer;
import t2drl.kernel.CellMemory;
import t2drl.solver.ExactAllocation;

/**
 * One slot of one cell in full: who asked for what, what the method gave, and what the exact allocation gives with the same models cached.
 *
 * @param cost mean cost of the requests under the method, s, deadline charge included
 * @param exactCost the same under the exact allocation
 * @param cached the models cached, counted from 0
 */
public record ExampleSlot(
        int frame, int slot, int popularityState, List<Integer> cached, double cost, double exactCost, List<User> users)
        implements Serializable {

    /** A request: the model, counted from 0, megabits, channel gain in dB, and both allocations. */
    public record User(
            int model, boolean hit, double inputMbit, double outputMbit, double gainDb, Given given, Given exact)
            implements Serializable {}

    /** What a user got: share of the bandwidth, denoising steps, and what became of it. */
    public record Given(double bandwidthShare, double steps, double latencySeconds, double tv, boolean late)
            implements Serializable {}

    /** The slot that one of the cells has just been served. */
    static ExampleSlot of(Scenario scenario, int slotOfEpisode, int cell, Cells cells, Buffer b, Buffer xi) {
        CellMemory memory = cells.memory();
        int users = scenario.users();
        Slot slot = Slot.ofUsers(users);
        int[] requested = memory.requested().toArray();
        double[] cachedFlags = memory.cached().toArray();
        List<Integer> cached = new ArrayList<>();
        for (int m = 0; m < scenario.models(); m++) {
            if (cachedFlags[cell * scenario.models() + m] != 0) {
                cached.add(m);
            }
        }
        double[] shares = new double[users];
        double[] steps = new double[users];
        b.read(cell * users, shares, 0, users);
        xi.read(cell * users, steps, 0, users);
        double[] input = memory.inputBits().toArray();
        double[] output = memory.outputBits().toArray();
        double[] gain = memory.gain().toArray();
        for (int u = 0; u < users; u++) {
            int i = cell * users + u;
            slot.model()[u] = requested[i];
            slot.hit()[u] = cachedFlags[cell * scenario.models() + requested[i]] != 0;
            slot.inputBits()[u] = input[i];
            slot.outputBits()[u] = output[i];
            slot.gain()[u] = gain[i];
            steps[u] = slot.hit()[u] ? steps[u] * scenario.stepsPerSlot() : 0;
        }
        ExactAllocation exact = new ExactAllocation(scenario);
        exact.solve(slot);
        SlotCost cost = new SlotCost(scenario);
        cost.serve(slot, exact.shares(), exact.steps());
        double exactCost = -cost.reward();
        List<Given> best = given(cost, exact.shares(), exact.steps());
        cost.serve(slot, shares, steps);
        List<Given> given = given(cost, shares, steps);
        List<User> all = new ArrayList<>();
        for (int u = 0; u < users; u++) {
            all.add(new User(
                    slot.model()[u],
                    slot.hit()[u],
                    slot.inputBits()[u] / 1e6,
                    slot.outputBits()[u] / 1e6,
                    10 * Math.log10(slot.gain()[u]),
                    given.get(u),
                    best.get(u)));
        }
        return new ExampleSlot(
                slotOfEpisode / scenario.slotsPerFrame(),
                slotOfEpisode % scenario.slotsPerFrame(),
                memory.state().toArray()[cell],
                cached,
                -cost.reward(),
                exactCost,
                all);
    }

    private static List<Given> given(SlotCost cost, double[] shares, double[] steps) {
        List<Given> given = new ArrayList<>();
        for (int u = 0; u < shares.length; u++) {
            given.add(new Given(shares[u], steps[u], cost.latencySeconds()[u], cost.tv()[u], cost.late()[u]));
        }
        return given;
    }
}
