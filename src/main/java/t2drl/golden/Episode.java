package t2drl.golden;

import java.util.Arrays;
import t2drl.edge.Scenario;
import t2drl.kernel.Buffer;
import t2drl.kernel.CellKernels;
import t2drl.kernel.CellMemory;
import t2drl.kernel.CellShape;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.MapShape;
import t2drl.kernel.SlotOutcome;

/** One cell through a whole episode of given draws, caches and raw actions: reset, walk, fading, requests, action map, service. */
final class Episode {
    private final SystemCase item;
    private final Scenario scenario;
    private final int users;
    private final CellMemory memory;
    private final SlotOutcome outcome;
    private final Buffer features;
    private final Buffer hit;
    private final Buffer a3;
    private final Buffer b;
    private final Buffer f;
    private final Buffer xi;
    private final Buffer level;

    /** Popularity state of each frame. */
    final int[] state;

    /** Of each slot and user, in time order. */
    final int[] requested;

    final int[] hits;
    final double[] gain;
    final double[] latency;

    /** Of each slot. */
    final double[] reward;

    final int[] late;

    Episode(SystemCase item) {
        this.item = item;
        scenario = item.scenario();
        users = scenario.users();
        Device device = item.device();
        memory = CellMemory.on(device, scenario.cellShape(1));
        outcome = SlotOutcome.on(device, memory.shape());
        features = device.buffer(users * CellShape.FEATURES);
        hit = device.buffer(users);
        a3 = device.buffer(users);
        b = device.buffer(users);
        f = device.buffer(users);
        xi = device.buffer(users);
        level = device.buffer(1);
        int slots = scenario.frames() * scenario.slotsPerFrame();
        state = new int[scenario.frames()];
        requested = new int[slots * users];
        hits = new int[slots * users];
        gain = new double[slots * users];
        latency = new double[slots * users];
        reward = new double[slots];
        late = new int[slots];
        run();
    }

    private void run() {
        GoldenNode in = item.in();
        int frames = scenario.frames();
        int slotsPerFrame = scenario.slotsPerFrame();
        int models = scenario.models();
        double[] toState = in.get("u_state").array(frames);
        double[] normal = in.get("w").array(frames, slotsPerFrame, users, 2);
        double[] exponential = in.get("e").array(frames, slotsPerFrame, users);
        double[] toModel = in.get("u_request").array(frames, slotsPerFrame, users);
        double[] toInput = in.get("u_din").array(frames, slotsPerFrame, users);
        double[] toOutput = in.get("u_dout").array(frames, slotsPerFrame, users);
        int[] cached = in.get("rho").indices(2, frames, models);
        double[] raw = in.get("a").array(frames, slotsPerFrame, 2 * users);
        CellKernels cells = item.device().cells();
        reset(in);
        for (int t = 0; t < frames; t++) {
            if (t > 0) {
                double[] sums = memory.shape().cumulativeTransition();
                int[] row = memory.state().toArray();
                cells.shiftPopularity(
                        memory, item.uniforms(new double[] {toState[t]}, sums, scenario.popularityStates(), row));
            }
            state[t] = memory.state().toArray()[0];
            Indices set = item.indices(mask(cached, t * models, models));
            for (int k = 0; k < slotsPerFrame; k++) {
                int slot = t * slotsPerFrame + k;
                if (slot > 0) {
                    cells.move(memory, slice(normal, slot, 2 * users));
                }
                cells.fade(memory, slice(exponential, slot, users));
                int[] row = new int[users];
                Arrays.fill(row, state[t]);
                cells.request(
                        memory,
                        item.uniforms(of(toModel, slot, users), memory.shape().cumulativePopularity(), models, row),
                        slice(toInput, slot, users),
                        slice(toOutput, slot, users));
                cells.cache(memory, item.indices(0), set);
                serve(slice(raw, slot, 2 * users));
                keep(slot);
            }
        }
    }

    /** The start: positions as the file has them, headings by way of the uniform numbers that they come from. */
    private void reset(GoldenNode in) {
        double[] heading = in.get("heading").array(users);
        for (int u = 0; u < users; u++) {
            double turns = heading[u] / (2 * Math.PI);
            heading[u] = turns - Math.floor(turns);
        }
        int state0 = in.get("j0").indices(scenario.popularityStates())[0];
        Buffer uniform = item.buffer((state0 + 0.5) / scenario.popularityStates());
        item.device().cells().reset(memory, item.device().buffer(2 * users), item.buffer(heading), uniform);
        memory.position().write(in.get("pos0").array(users, 2));
    }

    private void serve(Buffer raw) {
        Device device = item.device();
        MapShape map = scenario.mapShape();
        device.cells().observe(memory, features, hit, a3);
        device.actions().mapForward(map, 1, raw, hit, a3, b, f, xi, level);
        device.cells().serve(memory, b, xi, outcome);
    }

    private void keep(int slot) {
        int at = slot * users;
        memory.requested().read(0, requested, at, users);
        memory.gain().read(0, gain, at, users);
        outcome.latencySeconds().read(0, latency, at, users);
        double[] hitFlags = outcome.hit().toArray();
        double[] lateFlags = outcome.late().toArray();
        double[] rewards = outcome.reward().toArray();
        for (int u = 0; u < users; u++) {
            hits[at + u] = (int) hitFlags[u];
            late[slot] += (int) lateFlags[u];
            reward[slot] += rewards[u] / users;
        }
    }

    private Buffer slice(double[] values, int slot, int width) {
        return item.buffer(of(values, slot, width));
    }

    private static double[] of(double[] values, int slot, int width) {
        return Arrays.copyOfRange(values, slot * width, (slot + 1) * width);
    }

    private static int mask(int[] cached, int from, int models) {
        int mask = 0;
        for (int m = 0; m < models; m++) {
            mask |= cached[from + m] << m;
        }
        return mask;
    }
}
