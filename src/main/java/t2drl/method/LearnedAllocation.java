package t2drl.method;

import t2drl.agent.AgentKind;
import t2drl.agent.Allocator;
import t2drl.agent.AllocatorShape;
import t2drl.agent.LearnerSettings;
import t2drl.edge.Cells;
import t2drl.edge.Scenario;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.MapShape;
import t2drl.nn.Actor;
import t2drl.nn.Network;

/** What a trained actor samples, the best of n by its critic. */
public final class LearnedAllocation implements Allocation {
    private final Device device;
    private final Network actor;
    private final Network critic;
    private final Allocator allocator;
    private final MapShape map;
    private final int cells;
    private final Buffer action;
    private final Buffer f;
    private final Buffer level;

    /** {@code actor, critic} are networks of the shapes that {@link Training#allocatorShape} gives for the scenario. */
    public LearnedAllocation(
            Device device,
            Scenario scenario,
            LearnerSettings settings,
            Network actor,
            Network critic,
            int cells,
            long seed) {
        this.device = device;
        this.actor = actor;
        this.critic = critic;
        this.cells = cells;
        AllocatorShape shape = Training.allocatorShape(scenario, settings);
        Actor kind = settings.agent() == AgentKind.D3PG ? shape.diffusionActor() : shape.deterministicActor();
        map = scenario.mapShape();
        allocator = new Allocator(device, kind, shape.critic(), scenario.users(), cells, settings.bestOf(), seed);
        action = device.buffer(cells * kind.action());
        f = device.buffer(cells * scenario.users());
        level = device.buffer(cells);
    }

    @Override
    public void allocate(Cells simulated, Buffer state, Buffer hit, Buffer a3, Buffer b, Buffer xi) {
        allocator.decide(actor, critic, state, hit, a3, action);
        device.actions().mapForward(map, cells, action, hit, a3, b, f, xi, level);
    }
}
