package t2drl.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.agent.Observe;
import t2drl.config.Configuration;
import t2drl.edge.CacheSets;
import t2drl.edge.Scenario;
import t2drl.kernel.Device;
import t2drl.kernel.vector.VectorDevice;
import t2drl.policy.PolicyEngine;

/** A policy that an engine runs does in every slot what the device does with it. */
class EngineMethodTest {
    private static final int CELLS = 5;

    /** A DDPG actor without copies, whose decisions both make without random numbers. */
    @ParameterizedTest
    @CsvSource({"SHARED, POPULARITY", "SHARED, REQUESTS", "FLAT, REQUESTS"})
    void decidesAsTheDeviceDoes(Family family, Observe observe) {
        Scenario scenario = Scenario.defaults().with(s -> {
            s.users = 4;
            s.frames = 3;
        });
        LearnerSettings settings = LearnerSettings.defaults(family).with(s -> {
            s.agent = AgentKind.DDPG;
            s.cells = 1;
            s.batch = 1;
            s.replaySlots = 1;
            s.bestOf = 1;
            s.caching = s.caching.with(c -> c.observe = observe);
        });
        Configuration configuration = new Configuration(scenario, settings);
        try (Device device = new VectorDevice(1)) {
            LearnedPolicy policy = new LearnedPolicy(
                    configuration,
                    LearnedPolicy.of(new Training(device, scenario, settings, 3), configuration, device, 3, 0));

            List<double[]> wanted = run(device, scenario, policy.method(device, CELLS, 1));
            List<double[]> found = run(
                    device, scenario, policy.method(device, PolicyEngine.of(policy.policy(), "the policy"), CELLS, 1));

            assertThat(wanted.stream().map(Arrays::hashCode).distinct()).hasSizeGreaterThan(2);
            assertThat(found).hasSameSizeAs(wanted);
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i)).containsExactly(wanted.get(i), within(1e-5));
            }
        }
    }

    /** Slot by slot: cached models, bandwidth, compute. */
    private static List<double[]> run(Device device, Scenario scenario, Method method) {
        List<double[]> slots = new ArrayList<>();
        new Evaluator(device, scenario, new CacheSets(scenario), CELLS, 1).run(method, (slot, cells, b, xi) -> {
            slots.add(cells.memory().cached().toArray());
            slots.add(b.toArray());
            slots.add(xi.toArray());
        });
        return slots;
    }
}
