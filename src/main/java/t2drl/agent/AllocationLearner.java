package t2drl.agent;

import t2drl.kernel.Buffer;
import t2drl.kernel.CellShape;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.MapShape;
import t2drl.kernel.RandomStream;
import t2drl.kernel.Recording;
import t2drl.kernel.ReplayKernels;
import t2drl.kernel.ReplayKernels.RowCopy;
import t2drl.kernel.SavedState;
import t2drl.kernel.Schedule;
import t2drl.nn.Actor;
import t2drl.nn.Critic;

/**
 * The short timescale's learner: observations of all cells in, bandwidth and compute shares out, a replay buffer of slots, and updates of its {@link
 * ActorCritic}. The replay buffer keeps raw actions; rewards are scaled by the moments of the first slots, which are then frozen.
 */
public final class AllocationLearner {
    private final Device device;
    private final ActorCritic agent;
    private final MapShape map;
    private final int cells;
    private final int users;
    private final int values;
    private final int capacity;
    private final long seed;
    private final LearnerSettings settings;
    private final Schedule deviation;

    private final Buffer state;
    private final Buffer hit;
    private final Buffer a3;
    private final Buffer action;
    private final Buffer b;
    private final Buffer f;
    private final Buffer xi;
    private final Buffer level;
    private final Buffer uniform;
    private final Buffer normal;
    private final Allocator allocator;

    private final Buffer reward; // [cells, values]
    private final Counter stores;
    private final Counter updates;
    private final Indices rows;
    private final Buffer stateRing;
    private final Buffer actionRing;
    private final Buffer hitRing;
    private final Buffer a3Ring;
    private final Buffer rewardRing;
    private final Buffer nextStateRing;
    private final Buffer nextHitRing;
    private final Buffer nextA3Ring;
    private final Buffer rawReward;
    private final Buffer moments;
    private final Recording criticUpdate;
    private final Recording fullUpdate;

    /** {@code slots} is the number of slots the whole training will take, over which schedules run. */
    public AllocationLearner(
            Device device,
            ActorCritic agent,
            Critic critic,
            MapShape map,
            LearnerSettings settings,
            long slots,
            long seed) {
        this.device = device;
        this.agent = agent;
        this.map = map;
        this.settings = settings;
        this.cells = settings.cells();
        this.users = map.users();
        this.values = critic.values();
        this.seed = seed;
        this.capacity = settings.replaySlots();
        Actor actor = agent.actorKind();
        deviation = Schedule.linear(
                settings.noiseStart(), settings.noiseEnd(), Math.max(1, Math.round(settings.noiseFraction() * slots)));

        state = device.buffer(cells * actor.state());
        hit = device.buffer(cells * users);
        a3 = device.buffer(cells * users);
        action = device.buffer(cells * actor.action());
        b = device.buffer(cells * users);
        f = device.buffer(cells * users);
        xi = device.buffer(cells * users);
        level = device.buffer(cells);
        uniform = device.buffer(action.length());
        normal = device.buffer(action.length());
        allocator = new Allocator(device, actor, critic, users, cells, 1, seed);

        reward = device.buffer(cells * values);
        stores = device.counter();
        updates = device.counter();
        rows = device.indices(settings.batch());
        stateRing = device.buffer(capacity * actor.state());
        actionRing = device.buffer(capacity * actor.action());
        hitRing = device.buffer(capacity * users);
        a3Ring = device.buffer(capacity * users);
        rewardRing = device.buffer(capacity * values);
        boolean bootstraps = agent.bootstraps();
        nextStateRing = device.buffer(bootstraps ? stateRing.length() : 0);
        nextHitRing = device.buffer(bootstraps ? hitRing.length() : 0);
        nextA3Ring = device.buffer(bootstraps ? a3Ring.length() : 0);
        rawReward = device.buffer(settings.batch() * values);
        moments = device.buffer(2);
        criticUpdate = device.record(() -> update(false));
        fullUpdate = device.record(() -> update(true));
    }

    /** Where the cells' observation goes: {@code [cells, users, features]}. */
    public Buffer state() {
        return state;
    }

    public Buffer hit() {
        return hit;
    }

    public Buffer a3() {
        return a3;
    }

    /** The decided bandwidth shares, {@code [cells, users]}. */
    public Buffer b() {
        return b;
    }

    /** The decided compute shares, {@code [cells, users]}. */
    public Buffer xi() {
        return xi;
    }

    /** One sample of the actor with exploration noise, then the action map. Can be recorded. */
    public void act() {
        allocator.decide(agent.actor(), agent.critic(0), state, hit, a3, action);
        device.random().uniform(new RandomStream(seed, Streams.EXPLORATION_UNIFORM), stores, uniform);
        device.random().normal(new RandomStream(seed, Streams.EXPLORATION_NORMAL), stores, normal);
        device.actions().explore(action.length(), action, uniform, normal, deviation, settings.warmupSlots(), stores);
        device.actions().mapForward(map, cells, action, hit, a3, b, f, xi, level);
    }

    /** Stores the slot with every user's reward, {@code [cells, users]}. Can be recorded; {@link #endSlot} must follow. */
    public void store(Buffer userReward) {
        boolean averaged = values < users;
        if (averaged) {
            device.updates().fill(reward, 0);
            device.updates().accumulateRows(cells, users, userReward, 1.0 / users, reward);
        }
        device.replay()
                .store(
                        cells,
                        capacity,
                        stores,
                        new RowCopy(users * CellShape.FEATURES, state, stateRing),
                        new RowCopy(2 * users, action, actionRing),
                        new RowCopy(users, hit, hitRing),
                        new RowCopy(users, a3, a3Ring),
                        new RowCopy(values, averaged ? reward : userReward, rewardRing));
    }

    /** Stores the present observation as the one after the slot stored last: at a time limit, too, for that is no end. */
    public void storeNext() {
        device.replay()
                .store(
                        cells,
                        capacity,
                        stores,
                        new RowCopy(users * CellShape.FEATURES, state, nextStateRing),
                        new RowCopy(users, hit, nextHitRing),
                        new RowCopy(users, a3, nextA3Ring));
    }

    /** Ends the slot stored last. */
    public void endSlot() {
        device.updates().advance(stores);
    }

    /** Takes mean and deviation of all stored rewards as the scale of rewards from now on. */
    public void freezeRewardScale(long storedSlots) {
        RewardScale.freeze(rewardRing, Math.toIntExact(Math.min(storedSlots, capacity)) * values, moments);
    }

    /** Mean and deviation by which rewards are scaled. */
    public double[] rewardScale() {
        return moments.toArray();
    }

    /** The exploration noise's deviation at a number of slots stored by every cell. */
    public double deviation(long slots) {
        return deviation.at(slots - settings.warmupSlots());
    }

    /** One update from the replay buffer; the actor waits for its delay. */
    public void learn(long updatesBefore) {
        (updatesBefore < settings.actorDelayUpdates() ? criticUpdate : fullUpdate).replay();
    }

    private void update(boolean withActor) {
        ReplayKernels replay = device.replay();
        ActorCritic.Batch batch = agent.batch();
        replay.sample(new RandomStream(seed, Streams.REPLAY), updates, cells, capacity, stores, rows);
        replay.gather(
                rows,
                new RowCopy(users * CellShape.FEATURES, stateRing, batch.state()),
                new RowCopy(2 * users, actionRing, batch.action()),
                new RowCopy(users, hitRing, batch.hit()),
                new RowCopy(users, a3Ring, batch.a3()),
                new RowCopy(values, rewardRing, rawReward));
        device.updates().standardize(rawReward.length(), rawReward, moments, batch.reward());
        if (agent.bootstraps()) {
            replay.gather(
                    rows,
                    new RowCopy(users * CellShape.FEATURES, nextStateRing, batch.nextState()),
                    new RowCopy(users, nextHitRing, batch.nextHit()),
                    new RowCopy(users, nextA3Ring, batch.nextA3()));
            if (agent.actorKind().noise() > 0) {
                device.random().normal(new RandomStream(seed, Streams.TARGET_ACTOR), updates, agent.targetNoise());
            }
        }
        agent.updateCritics();
        if (withActor) {
            if (agent.actorKind().noise() > 0) {
                device.random().normal(new RandomStream(seed, Streams.ACTOR_UPDATE), updates, agent.actorNoise());
            }
            agent.updateActor();
        }
        device.updates().advance(updates);
    }

    /** What the next slots and updates depend on, once a slot has been stored, whether it has been ended or not. */
    public void listState(SavedState saved) {
        agent.listState(saved.in("agent"));
        allocator.listState(saved.in("allocator"));
        saved.add("stores", stores)
                .add("updates", updates)
                .add("moments", moments)
                .addFilled("state_ring", stateRing, () -> filled(stateRing))
                .addFilled("action_ring", actionRing, () -> filled(actionRing))
                .addFilled("hit_ring", hitRing, () -> filled(hitRing))
                .addFilled("a3_ring", a3Ring, () -> filled(a3Ring))
                .addFilled("reward_ring", rewardRing, () -> filled(rewardRing))
                .addFilled("next_state_ring", nextStateRing, () -> filled(nextStateRing))
                .addFilled("next_hit_ring", nextHitRing, () -> filled(nextHitRing))
                .addFilled("next_a3_ring", nextA3Ring, () -> filled(nextA3Ring));
    }

    /** Numbers of a ring that hold slots, the one that has not been ended yet included. */
    private int filled(Buffer ring) {
        return Rings.filled(ring.length(), capacity, cells, stores.get() + 1);
    }

    public ActorCritic agent() {
        return agent;
    }
}
