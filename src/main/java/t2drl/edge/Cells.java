package t2drl.edge;

import t2drl.kernel.Buffer;
import t2drl.kernel.CellMemory;
import t2drl.kernel.CellShape;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.RandomStream;
import t2drl.kernel.SavedState;
import t2drl.kernel.SlotOutcome;

/**
 * Independent cells of one scenario, simulated at once on a device (system model, sections 2 to 4). Every method is a
 * step that a recording may contain. An episode is
 *
 * <pre>
 * reset, cache, observe, serve, nextSlot, observe, serve, ..., nextFrame, nextSlot, cache, observe, serve, ...
 * </pre>
 *
 * with {@code nextFrame} before the {@code nextSlot} that starts a frame, for every frame but the first. Draws come from counter-based streams that are laid out cell by cell, so a cell
 * lives the same life whatever the number of cells beside it.
 */
public final class Cells {
    private final Device device;
    private final long seed;
    private final CellMemory memory;
    private final SlotOutcome outcome;
    private final Counter slot;
    private final Buffer perAxis;
    private final Buffer perUser;
    private final Buffer inputUniform;
    private final Buffer outputUniform;
    private final Buffer perCell;

    public Cells(Device device, Scenario scenario, int cells, long seed) {
        CellShape shape = scenario.cellShape(cells);
        int users = shape.cells() * shape.users();
        this.device = device;
        this.seed = seed;
        this.memory = CellMemory.on(device, shape);
        this.outcome = SlotOutcome.on(device, shape);
        this.slot = device.counter();
        this.perAxis = device.buffer(2 * users);
        this.perUser = device.buffer(users);
        this.inputUniform = device.buffer(users);
        this.outputUniform = device.buffer(users);
        this.perCell = device.buffer(shape.cells());
    }

    /** Starts an episode in every cell, its first slot's fading and requests included. Nothing is cached. */
    public void reset() {
        device.random().uniform(stream(Streams.POSITION), slot, perAxis);
        device.random().uniform(stream(Streams.HEADING), slot, perUser);
        device.random().uniform(stream(Streams.FIRST_STATE), slot, perCell);
        device.cells().reset(memory, perAxis, perUser, perCell);
        fadeAndRequest();
    }

    /** Moves the popularity states on: comes before the {@link #nextSlot} that starts a frame, but not before the first frame. */
    public void nextFrame() {
        device.random().uniform(stream(Streams.NEXT_STATE), slot, perCell);
        device.cells().shiftPopularity(memory, perCell);
    }

    /** Everything that happens between two slots whatever is decided: the walk, new fading, new requests. */
    public void nextSlot() {
        device.random().normal(stream(Streams.WALK), slot, perAxis);
        device.cells().move(memory, perAxis);
        fadeAndRequest();
    }

    private void fadeAndRequest() {
        device.random().exponential(stream(Streams.FADING), slot, perUser);
        device.cells().fade(memory, perUser);
        device.random().uniform(stream(Streams.MODEL), slot, perUser);
        device.random().uniform(stream(Streams.INPUT_BITS), slot, inputUniform);
        device.random().uniform(stream(Streams.OUTPUT_BITS), slot, outputUniform);
        device.cells().request(memory, perUser, inputUniform, outputUniform);
        device.updates().advance(slot);
    }

    /** Caches set {@code sets[choice[cell]]} in each cell; a set is a bit mask over models. */
    public void cache(Indices choice, Indices sets) {
        device.cells().cache(memory, choice, sets);
    }

    /** The learners' features {@code [cells, users, 14]}, hit flags and A3 of the requested models {@code [cells, users]}. */
    public void observe(Buffer features, Buffer hit, Buffer a3) {
        device.cells().observe(memory, features, hit, a3);
    }

    /** Serves the slot's requests with the shares {@code b} and {@code xi}, {@code [cells, users]}, into {@link #outcome}. */
    public void serve(Buffer b, Buffer xi) {
        device.cells().serve(memory, b, xi, outcome);
    }

    public CellShape shape() {
        return memory.shape();
    }

    public CellMemory memory() {
        return memory;
    }

    /** What the last served slot gave. */
    public SlotOutcome outcome() {
        return outcome;
    }

    /** The number of slots drawn so far, over all episodes. */
    public Counter slot() {
        return slot;
    }

    /** What the next slots depend on, between any two steps. */
    public void listState(SavedState state) {
        memory.listState(state.in("memory"));
        state.add("slot", slot);
    }

    private RandomStream stream(int id) {
        return new RandomStream(seed, id);
    }
}
