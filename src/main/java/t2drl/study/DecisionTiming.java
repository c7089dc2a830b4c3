package t2drl.study;

import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import t2drl.agent.ActorCritic;
import t2drl.agent.Allocator;
import t2drl.agent.AllocatorShape;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.config.Configuration;
import t2drl.device.Devices;
import t2drl.edge.Scenario;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.MapShape;
import t2drl.kernel.Recording;
import t2drl.method.Training;
import t2drl.nn.Actor;
import t2drl.nn.Network;

/**
 * How long D3PG takes to decide one slot of {@code cells} cells at once, one sample each: fresh noise, the reverse chain, the action map; features and shares stay on
 * the device.
 *
 * @param medianMicros of calls that follow each other
 * @param latencyMicros of one call that the host waits for
 * @param memoryBytes what a GPU's memory holds for it; null on other devices
 */
public record DecisionTiming(
        Family family,
        int cells,
        double medianMicros,
        double leastMicros,
        double mostMicros,
        double latencyMicros,
        double decisionsPerSecond,
        @Nullable Long memoryBytes) {

    public static DecisionTiming measure(Device device, Configuration configuration, int cells, double seconds) {
        Scenario scenario = configuration.scenario();
        LearnerSettings settings = configuration.learners().with(s -> s.batch = 1);
        AllocatorShape shape = Training.allocatorShape(scenario, settings);
        ActorCritic agent = Training.actorCritic(device, scenario, settings, 1);
        agent.initialize(RandomGeneratorFactory.of("L64X128MixRandom").create(1));
        Network actor = agent.networks().get("actor");
        Network critic = agent.networks().get("critic1");
        Actor kind = agent.actorKind();
        Allocator allocator = new Allocator(device, kind, shape.critic(), scenario.users(), cells, 1, 1);
        MapShape map = scenario.mapShape();
        int n = cells * scenario.users();
        Buffer state = device.buffer(cells * kind.state());
        Buffer hit = device.buffer(n);
        Buffer a3 = device.buffer(n);
        device.updates().fill(state, 0.5);
        device.updates().fill(hit, 1);
        device.updates().fill(a3, 150);
        Buffer action = device.buffer(cells * kind.action());
        Buffer b = device.buffer(n);
        Buffer f = device.buffer(n);
        Buffer xi = device.buffer(n);
        Buffer level = device.buffer(cells);
        Recording decision = device.record(() -> {
            allocator.decide(actor, critic, state, hit, a3, action);
            device.actions().mapForward(map, cells, action, hit, a3, b, f, xi, level);
        });
        Stopwatch stopwatch = new Stopwatch(device, seconds);
        Stopwatch.Times times = stopwatch.measure(decision);
        return new DecisionTiming(
                settings.family(),
                cells,
                1000 * times.medianMillis(),
                1000 * times.leastMillis(),
                1000 * times.mostMillis(),
                1000 * stopwatch.latency(decision).medianMillis(),
                1000 * cells / times.medianMillis(),
                Devices.memoryBytes(device));
    }
}
