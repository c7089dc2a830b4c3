package t2drl.agent;

import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.RandomStream;
import t2drl.kernel.Recording;
import t2drl.kernel.ReplayKernels;
import t2drl.kernel.ReplayKernels.RowCopy;
import t2drl.kernel.SavedState;
import t2drl.kernel.Schedule;
import t2drl.kernel.Tape;

/**
 * The long timescale's learner: what the cells observe at a frame's start in, indices of cached sets out, a replay buffer of the most recent frames (older
 * ones were earned with another allocator), and updates of its {@link Ddqn}.
 */
public final class CachingLearner {
    private final Device device;
    private final Ddqn agent;
    private final CachingSettings settings;
    private final int cells;
    private final int inputs;
    private final int sets;
    private final int capacity;
    private final long seed;
    private final Schedule epsilon;

    private final Buffer state;
    private final Buffer nextState;
    private final Buffer q;
    private final Buffer feasible;
    private final Buffer uniform;
    private final Tape tape;
    private final Indices choice;
    private final Buffer reward;
    private final Buffer baseline;
    private final Counter stores;
    private final Counter updates;
    private final Indices rows;
    private final Buffer stateRing;
    private final Indices choiceRing;
    private final Buffer rewardRing;
    private final Buffer baselineRing;
    private final Buffer nextStateRing;
    private final Buffer rawReward;
    private final Buffer rawBaseline;
    private final Buffer slope;
    private final Buffer moments;
    private final Recording update;

    /** {@code frames} is the number of frames the whole training will take, over which epsilon falls. */
    public CachingLearner(Device device, Ddqn agent, CachingSettings settings, int cells, long frames, long seed) {
        this.device = device;
        this.agent = agent;
        this.settings = settings;
        this.cells = cells;
        this.seed = seed;
        this.inputs = agent.shape().inputs();
        this.sets = agent.shape().outputs();
        this.capacity = settings.replayFrames();
        epsilon = Schedule.linear(
                settings.epsilonStart(),
                settings.epsilonEnd(),
                Math.max(1, Math.round((settings.epsilonFraction() - settings.startFraction()) * frames)));
        state = device.buffer(cells * inputs);
        nextState = device.buffer(cells * inputs);
        q = device.buffer(cells * sets);
        feasible = device.buffer(cells * sets);
        uniform = device.buffer(cells * 2);
        tape = device.networks().tape(agent.shape(), cells, false);
        choice = device.indices(cells);
        reward = device.buffer(cells);
        baseline = device.buffer(cells);
        stores = device.counter();
        updates = device.counter();
        rows = device.indices(settings.batch());
        stateRing = device.buffer(capacity * inputs);
        choiceRing = device.indices(capacity);
        rewardRing = device.buffer(capacity);
        baselineRing = device.buffer(capacity);
        nextStateRing = device.buffer(capacity * inputs);
        rawReward = device.buffer(settings.batch());
        rawBaseline = device.buffer(settings.batch());
        slope = device.buffer(1);
        moments = device.buffer(2);
        // The network's outputs are the feasible sets of the scenario, so all of them always are.
        device.updates().fill(feasible, 1);
        device.updates().fill(agent.batch().nextFeasible(), 1);
        update = device.record(this::update);
    }

    /** Where the cells' observation at a frame's start goes: {@code [cells, inputs]}. */
    public Buffer state() {
        return state;
    }

    /** Where the observation at the next frame's start goes. */
    public Buffer nextState() {
        return nextState;
    }

    /** The chosen set of every cell, an index among the feasible sets. */
    public Indices choice() {
        return choice;
    }

    /** Where the frame's mean slot reward of every cell is added up; cleared by {@link #act}. */
    public Buffer reward() {
        return reward;
    }

    /** Where what the frame would have cost whatever is cached is added up; cleared by {@link #act}. */
    public Buffer baseline() {
        return baseline;
    }

    /** Epsilon-greedy choice of every cell. Can be recorded. */
    public void act() {
        device.updates().fill(reward, 0);
        device.updates().fill(baseline, 0);
        device.networks().mlpForward(tape, agent.online().parameters(), state, q);
        device.random().uniform(new RandomStream(seed, Streams.CACHE_EXPLORATION), stores, uniform);
        device.updates().epsilonGreedy(cells, sets, q, feasible, uniform, epsilon, stores, choice);
    }

    /** The chance of a random set, over calls of {@link #store}. */
    public Schedule epsilon() {
        return epsilon;
    }

    /** Stores the frame that ends. Can be recorded. */
    public void store() {
        ReplayKernels replay = device.replay();
        replay.store(
                cells,
                capacity,
                stores,
                new RowCopy(inputs, state, stateRing),
                new RowCopy(1, reward, rewardRing),
                new RowCopy(1, baseline, baselineRing),
                new RowCopy(inputs, nextState, nextStateRing));
        replay.store(cells, choice, capacity, stores, choiceRing);
        device.updates().advance(stores);
    }

    /**
     * Takes from all stored frames how much of the reward the baseline explains, and mean and deviation of the rest, as the scale of rewards from now
     * on. What no set can change is noise to this learner: on the default scenario most of a frame's deviation is the users' places and sizes.
     */
    public void freezeRewardScale(long storedFrames) {
        RewardScale.freeze(rewardRing, baselineRing, Math.toIntExact(Math.min(storedFrames, capacity)), slope, moments);
    }

    public void learn() {
        for (int i = 0; i < settings.updatesPerFrame(); i++) {
            update.replay();
        }
    }

    private void update() {
        ReplayKernels replay = device.replay();
        Ddqn.Batch batch = agent.batch();
        replay.sample(new RandomStream(seed, Streams.CACHE_REPLAY), updates, cells, capacity, stores, rows);
        replay.gather(
                rows,
                new RowCopy(inputs, stateRing, batch.state()),
                new RowCopy(1, rewardRing, rawReward),
                new RowCopy(1, baselineRing, rawBaseline),
                new RowCopy(inputs, nextStateRing, batch.nextState()));
        replay.gather(rows, choiceRing, batch.action());
        device.updates().regressOut(rawReward.length(), rawReward, rawBaseline, slope, rawReward);
        device.updates().standardize(rawReward.length(), rawReward, moments, batch.reward());
        agent.update();
        device.updates().advance(updates);
    }

    /** What the next frames and updates depend on, between {@link #act} and {@link #store}. */
    public void listState(SavedState saved) {
        agent.listState(saved.in("agent"));
        saved.add("state", state)
                .add("choice", choice)
                .add("reward", reward)
                .add("baseline", baseline)
                .add("stores", stores)
                .add("updates", updates)
                .add("slope", slope)
                .add("moments", moments)
                .addFilled("state_ring", stateRing, () -> filled(stateRing.length()))
                .addFilled("choice_ring", choiceRing, () -> filled(choiceRing.length()))
                .addFilled("reward_ring", rewardRing, () -> filled(rewardRing.length()))
                .addFilled("baseline_ring", baselineRing, () -> filled(baselineRing.length()))
                .addFilled("next_state_ring", nextStateRing, () -> filled(nextStateRing.length()));
    }

    private int filled(int ring) {
        return Rings.filled(ring, capacity, cells, stores.get());
    }

    public Ddqn agent() {
        return agent;
    }
}
