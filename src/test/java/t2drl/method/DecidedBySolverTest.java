package t2drl.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import t2drl.agent.DecidedBy;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.config.Configuration;
import t2drl.edge.CacheSets;
import t2drl.edge.Scenario;
import t2drl.kernel.Device;
import t2drl.kernel.vector.VectorDevice;

/** A solver in one learner's place, in training and afterwards. */
class DecidedBySolverTest {
    private static final int EPISODES = 6;

    private final Scenario scenario = ShortTraining.scenario();
    private final CacheSets sets = new CacheSets(scenario);

    @Test
    void theCacheLearnerLearnsOverExactAllocations() {
        LearnerSettings settings = ShortTraining.settings(Family.SHARED, s -> s.decidedBy = DecidedBy.SOLVER);
        try (Device device = new VectorDevice(1)) {
            Training training = trained(device, settings);
            LearnedPolicy policy = policy(device, training, settings);

            assertThat(training.updates()).isZero();
            assertThat(training.caching().agent().loss().get(0)).isPositive();
            assertThat(run(device, policy.method(device, EPISODES, 1)))
                    .isEqualTo(run(device, Method.of("", policy.caching(device, scenario, EPISODES), parts().exact())));
        }
    }

    @Test
    void theAllocationLearnerLearnsOverTheOraclesCaches() {
        LearnerSettings settings = ShortTraining.settings(
                Family.SHARED, s -> s.caching = s.caching.with(c -> c.decidedBy = DecidedBy.SOLVER));
        try (Device device = new VectorDevice(1)) {
            Training training = trained(device, settings);
            LearnedPolicy policy = policy(device, training, settings);

            assertThat(training.updates()).isPositive();
            assertThat(training.caching().agent().loss().get(0)).isZero();
            assertThat(run(device, policy.method(device, EPISODES, 1)))
                    .isEqualTo(run(
                            device,
                            Method.of("", parts().bestOfState(), policy.allocation(device, scenario, EPISODES, 1))));
        }
    }

    private MethodParts parts() {
        return new MethodParts(scenario, sets, 4, 1);
    }

    private Training trained(Device device, LearnerSettings settings) {
        Training training = new Training(device, scenario, settings, 4);
        training.run(m -> {}, () -> false);
        return training;
    }

    private LearnedPolicy policy(Device device, Training training, LearnerSettings settings) {
        Configuration configuration = new Configuration(scenario, settings);
        return new LearnedPolicy(configuration, LearnedPolicy.of(training, configuration, device, 4, 0));
    }

    private List<EpisodeResult> run(Device device, Method method) {
        return new Evaluator(device, scenario, sets, EPISODES, 3).run(method).episodes();
    }
}
