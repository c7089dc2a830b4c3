package t2drl.method;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import t2drl.agent.ActorCritic;
import t2drl.agent.AgentKind;
import t2drl.agent.AllocationLearner;
import t2drl.agent.AllocatorShape;
import t2drl.agent.CachingLearner;
import t2drl.agent.CachingSettings;
import t2drl.agent.D3pg;
import t2drl.agent.Ddpg;
import t2drl.agent.Ddqn;
import t2drl.agent.DecidedBy;
import t2drl.agent.LearnerSettings;
import t2drl.common.DivergedException;
import t2drl.edge.CacheSets;
import t2drl.edge.Cells;
import t2drl.edge.Scenario;
import t2drl.kernel.Activation;
import t2drl.kernel.AdamRule;
import t2drl.kernel.Buffer;
import t2drl.kernel.CellShape;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.Recording;
import t2drl.kernel.SavedState;
import t2drl.kernel.Schedule;
import t2drl.kernel.SlotOutcome;
import t2drl.kernel.UpdateKernels;

/**
 * T2DRL's two-timescale loop over parallel cells (system model, section 5): the cache learner acts once a frame, the allocation learner once a slot, both learn
 * online. Every kernel sequence is recorded once and replayed. The same seed gives the same bits on any number of threads.
 */
public final class Training {
    /** Rows of replay from which the allocation learner starts, besides a full batch. */
    private static final int FIRST_SLOTS = 1024;

    /** Updates of the allocation learner after which all losses are checked, besides at the end of an episode. */
    private static final int UPDATES_PER_CHECK = 128;

    private static final int REWARD = 0;
    private static final int HIT = 1;
    private static final int LATE = 2;

    private final Device device;
    private final Scenario scenario;
    private final LearnerSettings settings;
    private final Cells cells;
    private final AllocationLearner allocation;
    private final CachingLearner caching;
    private final Schedule epsilon;
    private final Buffer metrics;
    private final FrameObservation observation;
    private final @Nullable Caching solvedCaching;
    private final @Nullable Allocation solvedAllocation;

    private final Recording reset;
    private final Recording chooseSets;
    private final Recording cacheSets;
    private final Recording decideSlot;
    private final Recording serveSlot;
    private final Recording completeSlot;
    private final Recording nextSlot;
    private final Recording frameEnd;
    private final Recording keepFrame;
    private final Recording passFrame;

    private final double[] losses;
    private final double[] cacheLoss = {0};
    private final long totalFrames;
    private final long slotsPerEpisode;
    private long start = System.nanoTime();
    private long episodeStart; // in elapsed time
    private long episodesDone;
    private long slotsOfEpisode;
    private long slots;
    private long updates;
    private long framesDone;
    private long keptFrames;
    private boolean interrupted;

    public Training(Device device, Scenario scenario, LearnerSettings settings, long seed) {
        CacheSets sets = new CacheSets(scenario);
        Sizes.requireTraining(scenario, settings, sets.count());
        this.device = device;
        this.scenario = scenario;
        this.settings = settings;
        totalFrames = (long) settings.episodes() * scenario.frames();
        slotsPerEpisode = (long) scenario.frames() * scenario.slotsPerFrame();
        long totalSlots = totalFrames * scenario.slotsPerFrame();
        RandomGenerator initial = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        cells = new Cells(device, scenario, settings.cells(), seed);
        metrics = device.buffer(3);

        AllocatorShape shape = allocatorShape(scenario, settings);
        ActorCritic agent = actorCritic(device, scenario, settings, totalSlots);
        losses = new double[agent.losses().length()];
        agent.initialize(initial);
        allocation =
                new AllocationLearner(device, agent, shape.critic(), scenario.mapShape(), settings, totalSlots, seed);

        CachingSettings cache = settings.caching();
        Ddqn ddqn = new Ddqn(
                device,
                cachingShape(scenario, cache, sets),
                new Ddqn.Settings(
                        cache.discount(),
                        cache.targetRate(),
                        new AdamRule(Schedule.cosine(
                                cache.learningRate(),
                                0.05 * cache.learningRate(),
                                totalFrames * cache.updatesPerFrame()))),
                cache.batch());
        ddqn.initialize(initial);
        caching = new CachingLearner(device, ddqn, cache, settings.cells(), totalFrames, seed);
        epsilon = caching.epsilon();
        Indices masks = device.indices(sets.count());
        masks.write(sets.masks());

        observation = new FrameObservation(device, scenario, cache, settings.cells());
        MethodParts parts = new MethodParts(scenario, sets, seed, 1);
        solvedCaching = cache.decidedBy() == DecidedBy.SOLVER ? parts.bestOfState() : null;
        solvedAllocation = settings.decidedBy() == DecidedBy.SOLVER ? parts.exact() : null;

        reset = device.record(() -> {
            cells.reset();
            observation.start(cells.memory(), caching.state());
        });
        chooseSets = device.record(caching::act);
        cacheSets = device.record(() -> cells.cache(caching.choice(), masks));
        decideSlot = device.record(() -> {
            cells.observe(allocation.state(), allocation.hit(), allocation.a3());
            allocation.act();
        });
        serveSlot = device.record(this::serveSlot);
        completeSlot = device.record(this::completeSlot);
        nextSlot = device.record(cells::nextSlot);
        frameEnd = device.record(() -> {
            cells.nextFrame();
            observation.next(cells.memory(), caching.nextState());
        });
        keepFrame = device.record(caching::store);
        passFrame = device.record(() -> device.updates().copy(caching.nextState(), caching.state()));
    }

    /** The networks of the allocation learner for a scenario. */
    public static AllocatorShape allocatorShape(Scenario scenario, LearnerSettings settings) {
        return new AllocatorShape(
                settings.family(),
                CellShape.FEATURES,
                settings.hidden(),
                settings.stepEmbedding(),
                settings.activation(),
                new NoiseSchedule(settings.denoisingSteps(), settings.betaMin(), settings.betaMax()),
                settings.prediction(),
                scenario.mapShape());
    }

    /** The network of the cache learner for a scenario. */
    public static MlpShape cachingShape(Scenario scenario, CachingSettings settings, CacheSets sets) {
        return new MlpShape(
                FrameObservation.width(scenario, settings),
                settings.hidden(),
                sets.count(),
                settings.activation(),
                Activation.IDENTITY);
    }

    /** A new allocation learner for a scenario, whose rates fall over {@code totalSlots} updates. */
    public static ActorCritic actorCritic(Device device, Scenario scenario, LearnerSettings s, long totalSlots) {
        AllocatorShape shape = allocatorShape(scenario, s);
        double last = s.finalLearningRateFraction();
        ActorCritic.Settings settings = new ActorCritic.Settings(
                s.critics(),
                s.discount(),
                s.targetRate(),
                new AdamRule(Schedule.cosine(s.actorLearningRate(), last * s.actorLearningRate(), totalSlots)),
                new AdamRule(Schedule.cosine(s.criticLearningRate(), last * s.criticLearningRate(), totalSlots)));
        return s.agent() == AgentKind.D3PG
                ? new D3pg(device, shape, settings, s.batch())
                : new Ddpg(device, shape, settings, s.batch());
    }

    private void startFrame() {
        chooseSets.replay();
        if (solvedCaching != null) {
            solvedCaching.cache(cells, caching.choice());
        }
        cacheSets.replay();
    }

    private void slot() {
        decideSlot.replay();
        if (solvedAllocation != null) {
            solvedAllocation.allocate(
                    cells, allocation.state(), allocation.hit(), allocation.a3(), allocation.b(), allocation.xi());
        }
        serveSlot.replay();
    }

    private void serveSlot() {
        cells.serve(allocation.b(), allocation.xi());
        SlotOutcome outcome = cells.outcome();
        allocation.store(outcome.reward());
        if (!allocation.agent().bootstraps()) {
            allocation.endSlot();
        }
        UpdateKernels u = device.updates();
        int users = scenario.users();
        int n = settings.cells() * users;
        u.accumulateRows(
                settings.cells(), users, outcome.reward(), 1.0 / (users * scenario.slotsPerFrame()), caching.reward());
        device.cells()
                .equalShareTransfer(
                        settings.cells(),
                        users,
                        allocation.state(),
                        scenario.latencyWeight() / scenario.slotsPerFrame(),
                        caching.baseline());
        double share = 1.0 / ((double) n * scenario.frames() * scenario.slotsPerFrame());
        u.accumulate(n, outcome.reward(), share, metrics, REWARD);
        u.accumulate(n, outcome.hit(), share, metrics, HIT);
        u.accumulate(n, outcome.late(), share, metrics, LATE);
    }

    /** With a discount, adds to the slot stored last what the cells see now. */
    private void completeSlot() {
        if (allocation.agent().bootstraps()) {
            cells.observe(allocation.state(), allocation.hit(), allocation.a3());
            allocation.storeNext();
            allocation.endSlot();
        }
    }

    /**
     * Trains until the last episode or until {@code stop} says so, which is asked after every slot; reports after every episode. While {@code stop} is
     * asked, and afterwards, the state is one that can be saved; a training whose state was restored goes on from there.
     *
     * @throws DivergedException if a loss or a result is not finite, with a clause that says which one and when
     */
    public void run(Consumer<TrainingMetrics> listener, BooleanSupplier stop) {
        interrupted = false;
        while (episodesDone < settings.episodes()) {
            if (slotsOfEpisode == slotsPerEpisode) {
                endEpisode();
                listener.accept(report());
            } else {
                simulateSlot();
                if (stop.getAsBoolean()) {
                    interrupted = true;
                    return;
                }
            }
        }
    }

    private void simulateSlot() {
        if (slotsOfEpisode == 0) {
            episodeStart = elapsedNanos();
            metrics.write(0, 0, 0);
            reset.replay();
            startFrame();
        } else {
            if (slotsOfEpisode % scenario.slotsPerFrame() == 0) {
                nextFrame();
            } else {
                nextSlot.replay();
            }
            finishSlot();
        }
        slot();
        slots += settings.cells();
        slotsOfEpisode++;
    }

    private void nextFrame() {
        frameEnd.replay();
        learnCaching();
        passFrame.replay();
        nextSlot.replay();
        startFrame();
    }

    /** The time limit is no end: the slot stored last gets what would have come next. */
    private void endEpisode() {
        nextFrame();
        finishSlot();
        slotsOfEpisode = 0;
        episodesDone++;
    }

    /** Everything that the rest of the training depends on, whenever {@link #run} asks whether to stop, and when it has ended. */
    public SavedState savedState() {
        SavedState state = new SavedState();
        state.add("episodes_done", () -> episodesDone, value -> episodesDone = value)
                .add("slots_of_episode", () -> slotsOfEpisode, value -> slotsOfEpisode = value)
                .add("slots", () -> slots, value -> slots = value)
                .add("updates", () -> updates, value -> updates = value)
                .add("frames_done", () -> framesDone, value -> framesDone = value)
                .add("kept_frames", () -> keptFrames, value -> keptFrames = value)
                .add("elapsed_nanos", this::elapsedNanos, value -> start = System.nanoTime() - value)
                .add("episode_start", () -> episodeStart, value -> episodeStart = value)
                .add("metrics", metrics);
        cells.listState(state.in("cells"));
        allocation.listState(state.in("allocation"));
        caching.listState(state.in("caching"));
        observation.listState(state.in("observation"));
        return state;
    }

    /** Since the training began; what lies between a saved state and going on from it is no part of it. */
    public long elapsedNanos() {
        return System.nanoTime() - start;
    }

    /** Learns once the slot stored last has its successor: in a full ring it could be drawn, with the successor of the slot that it replaced. */
    private void finishSlot() {
        completeSlot.replay();
        learnAllocation();
    }

    private void learnAllocation() {
        long needed = Math.max(FIRST_SLOTS, settings.batch());
        if (solvedAllocation != null || slots < needed) {
            return;
        }
        if (updates == 0) {
            allocation.freezeRewardScale(slots);
        }
        allocation.learn(updates);
        updates++;
        if (updates % UPDATES_PER_CHECK == 0) {
            checkLosses();
        }
    }

    /** Reading waits for the device, so this is not done after every update. */
    private void checkLosses() {
        allocation.agent().losses().read(0, losses, 0, losses.length);
        caching.agent().loss().read(0, cacheLoss, 0, 1);
        for (int i = 0; i < losses.length; i++) {
            requireFinite(losses[i], i < losses.length - 1 ? "a critic's loss" : "the actor's loss");
        }
        requireFinite(cacheLoss[0], "the cache learner's loss");
    }

    private void requireFinite(double value, String what) {
        if (!Double.isFinite(value)) {
            throw new DivergedException("%s is %s at update %d".formatted(what, value, updates));
        }
    }

    /** Keeps the frame that ends and learns; first frames are too dear because the allocator cannot do better yet, and are dropped. */
    private void learnCaching() {
        framesDone++;
        if (solvedCaching != null || framesDone <= settings.caching().startFraction() * totalFrames) {
            return;
        }
        keepFrame.replay();
        keptFrames += settings.cells();
        long needed = Math.max(
                (long) scenario.frames() * settings.cells(), settings.caching().batch());
        if (keptFrames < needed) {
            return;
        }
        if (keptFrames - settings.cells() < needed) {
            caching.freezeRewardScale(keptFrames);
        }
        caching.learn();
    }

    private TrainingMetrics report() {
        long now = elapsedNanos();
        double[] means = metrics.toArray();
        requireFinite(means[REWARD], "the mean reward of episode " + episodesDone);
        checkLosses();
        ActorCritic agent = allocation.agent();
        double criticNorm = agent.critic(0).parameters().norm();
        double actorNorm = agent.actor().parameters().norm();
        requireFinite(criticNorm, "the norm of the critic's weights");
        requireFinite(actorNorm, "the norm of the actor's weights");
        requireFinite(caching.agent().online().parameters().norm(), "the norm of the cache learner's weights");
        return new TrainingMetrics(
                slots,
                updates,
                now / 1e9,
                means[REWARD] * slotsPerEpisode,
                means[REWARD],
                means[HIT],
                means[LATE],
                (double) slotsPerEpisode * settings.cells() / ((now - episodeStart) / 1e9),
                losses[0],
                losses[losses.length - 1],
                caching.agent().loss().get(0),
                criticNorm,
                actorNorm,
                agent.trace().criticGradients().getFirst().norm(),
                agent.trace().actorGradients().norm(),
                epsilon.at(keptFrames / settings.cells()),
                allocation.deviation(slots / settings.cells()));
    }

    public long updates() {
        return updates;
    }

    /** Slots simulated, all cells together. */
    public long slots() {
        return slots;
    }

    /** Whether the last run was stopped before its end. */
    public boolean interrupted() {
        return interrupted;
    }

    public AllocationLearner allocation() {
        return allocation;
    }

    public CachingLearner caching() {
        return caching;
    }
}
