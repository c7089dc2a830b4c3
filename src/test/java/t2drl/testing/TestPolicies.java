package t2drl.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import t2drl.agent.AgentKind;
import t2drl.agent.DecidedBy;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.agent.Observe;
import t2drl.config.Configuration;
import t2drl.edge.Scenario;
import t2drl.kernel.Device;
import t2drl.kernel.MapShape;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.ParameterLayout;
import t2drl.kernel.scalar.ScalarDevice;
import t2drl.method.LearnedPolicy;
import t2drl.method.Training;
import t2drl.policy.Policy;

/** Policies as training makes them, with random weights that use the whole range of their activations. */
public final class TestPolicies {
    private TestPolicies() {}

    /** The default scenario and networks of a family, with its own action map. */
    public static Policy random(Family family, AgentKind agent, long seed) {
        return random(Scenario.defaults(), family, s -> s.agent = agent, seed);
    }

    public static Policy random(Scenario base, Family family, Consumer<LearnerSettings.Builder> change, long seed) {
        Scenario scenario = base.with(
                s -> s.actionMap = family == Family.FLAT ? MapShape.Kind.PROPORTIONAL : MapShape.Kind.WATER_LEVEL);
        LearnerSettings settings = LearnerSettings.defaults(family)
                .with(s -> {
                    s.cells = 1;
                    s.batch = 1;
                    s.replaySlots = 1;
                    s.caching = s.caching.with(c -> {
                        c.batch = 1;
                        c.replayFrames = 1;
                    });
                })
                .with(change);
        try (Device device = new ScalarDevice()) {
            Training training = new Training(device, scenario, settings, seed);
            Policy policy = LearnedPolicy.of(training, new Configuration(scenario, settings), device, seed, 0);
            return new Policy(policy.manifest(), parameters(policy.manifest().networks(), new Random(seed)));
        }
    }

    /** Policies that decide by more than their networks and what an engine is told, with what an engine should say. */
    public static Stream<Arguments> undecidable() {
        return Stream.of(
                Arguments.of("solver", random(s -> s.decidedBy = DecidedBy.SOLVER)),
                Arguments.of("solver", random(s -> s.caching = s.caching.with(c -> c.decidedBy = DecidedBy.SOLVER))),
                Arguments.of(
                        "several frames",
                        random(s -> s.caching = s.caching.with(c -> {
                            c.observe = Observe.REQUESTS;
                            c.historyFrames = 2;
                        }))));
    }

    private static Policy random(Consumer<LearnerSettings.Builder> change) {
        return random(Scenario.defaults(), Family.SHARED, change, 1);
    }

    private static Map<String, float[]> parameters(Map<String, NetworkShape> networks, Random random) {
        Map<String, float[]> parameters = new LinkedHashMap<>();
        networks.forEach((name, shape) -> {
            float[] values = new float[shape.layout().size()];
            double deviation = 0;
            for (ParameterLayout.Entry entry : shape.layout().entries()) {
                if (entry.shape().size() == 2) {
                    deviation = 1 / Math.sqrt(entry.shape().get(1)); // a bias follows its weight
                }
                for (int i = 0; i < entry.length(); i++) {
                    values[entry.offset() + i] = (float) (deviation * random.nextGaussian());
                }
            }
            parameters.put(name, values);
        });
        return parameters;
    }
}
