package t2drl.method;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import t2drl.agent.AgentKind;
import t2drl.agent.Allocator;
import t2drl.agent.AllocatorShape;
import t2drl.agent.LearnerSettings;
import t2drl.agent.Observe;
import t2drl.edge.Cells;
import t2drl.edge.Scenario;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.MapShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.Schedule;
import t2drl.kernel.Tape;
import t2drl.nn.Actor;
import t2drl.nn.Network;

/** A trained T2DRL: greedy sets, and the best of n sampled actions by the critic. */
public final class LearnedMethod implements Method {
    private final Device device;
    private final Scenario scenario;
    private final LearnerSettings settings;
    private final Network actor;
    private final Network critic;
    private final Network cacheQ;
    private final Allocator allocator;
    private final MapShape map;
    private final int cells;
    private final Buffer action;
    private final Buffer f;
    private final Buffer level;
    private final Tape cacheTape;
    private final Buffer cacheState;
    private final Buffer q;
    private final Buffer feasible;
    private final Buffer unused;
    private final Counter step;
    private final int @Nullable [] setHere;

    /** {@code actor, critic, cacheQ} are networks of the shapes that {@link Training} makes for the scenario. */
    public LearnedMethod(
            Device device,
            Scenario scenario,
            LearnerSettings settings,
            Network actor,
            Network critic,
            Network cacheQ,
            int cells,
            long seed) {
        this(device, scenario, settings, actor, critic, cacheQ, null, cells, seed);
    }

    /**
     * For another scenario than the cache learner's: {@code setHere} has for each of the sets that it learned the index among this scenario's, negative
     * for those that do not fit here, which are never chosen; null if they are the same.
     */
    LearnedMethod(
            Device device,
            Scenario scenario,
            LearnerSettings settings,
            Network actor,
            Network critic,
            Network cacheQ,
            int @Nullable [] setHere,
            int cells,
            long seed) {
        this.device = device;
        this.scenario = scenario;
        this.settings = settings;
        this.actor = actor;
        this.critic = critic;
        this.cacheQ = cacheQ;
        this.cells = cells;
        AllocatorShape shape = Training.allocatorShape(scenario, settings);
        Actor kind = settings.agent() == AgentKind.D3PG ? shape.diffusionActor() : shape.deterministicActor();
        map = scenario.mapShape();
        allocator = new Allocator(device, kind, shape.critic(), scenario.users(), cells, settings.bestOf(), seed);
        action = device.buffer(cells * kind.action());
        f = device.buffer(cells * scenario.users());
        level = device.buffer(cells);
        MlpShape caching = (MlpShape) cacheQ.shape();
        cacheTape = device.networks().tape(caching, cells, false);
        cacheState = device.buffer(cells * caching.inputs());
        q = device.buffer(cells * caching.outputs());
        feasible = device.buffer(cells * caching.outputs());
        this.setHere = setHere;
        device.updates().fill(feasible, 1);
        if (setHere != null) {
            int sets = caching.outputs();
            feasible.write(IntStream.range(0, cells * sets)
                    .mapToDouble(i -> setHere[i % sets] < 0 ? 0 : 1)
                    .toArray());
        }
        unused = device.buffer(cells * 2);
        step = device.counter();
    }

    @Override
    public String name() {
        return settings.agent() == AgentKind.D3PG ? "t2drl" : "ddpg";
    }

    @Override
    public void cache(Cells simulated, Indices choice) {
        if (settings.caching().observe() == Observe.POPULARITY) {
            device.cells().popularityState(simulated.memory(), cacheState);
        } else {
            device.cells().requestState(simulated.memory(), cacheState);
        }
        device.networks().mlpForward(cacheTape, cacheQ.parameters(), cacheState, q);
        int sets = q.length() / cells;
        device.updates().epsilonGreedy(cells, sets, q, feasible, unused, Schedule.constant(0), step, choice);
        if (setHere != null) {
            choice.write(IntStream.of(choice.toArray()).map(set -> setHere[set]).toArray());
        }
    }

    @Override
    public void allocate(Cells simulated, Buffer state, Buffer hit, Buffer a3, Buffer b, Buffer xi) {
        allocator.decide(actor, critic, state, hit, a3, action);
        device.actions().mapForward(map, cells, action, hit, a3, b, f, xi, level);
    }
}
