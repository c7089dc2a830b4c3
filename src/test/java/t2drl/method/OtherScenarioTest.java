package t2drl.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import t2drl.agent.Family;
import t2drl.config.Configuration;
import t2drl.edge.CacheSets;
import t2drl.edge.Scenario;
import t2drl.kernel.Device;
import t2drl.kernel.vector.VectorDevice;

/** A trained policy in a scenario that it was not trained for. */
class OtherScenarioTest {
    private static final int CELLS = 3;

    private static LearnedPolicy policy(Device device, Scenario scenario, Family family) {
        Configuration configuration = new Configuration(scenario, ShortTraining.settings(family, s -> s.bestOf = 2));
        Training training = new Training(device, scenario, configuration.learners(), 4);
        return new LearnedPolicy(configuration, LearnedPolicy.of(training, configuration, device, 4, 0));
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void cachesOnlyWhatFits(Family family) {
        Scenario own = Scenario.defaults().with(s -> s.users = 4);
        try (Device device = new VectorDevice(1)) {
            LearnedPolicy policy = policy(device, own, family);
            for (double capacityGb : new double[] {0, 7, 13, 40}) {
                Scenario other = own.with(s -> s.cacheCapacityGb = capacityGb);
                CacheSets sets = new CacheSets(other);
                List<Integer> models = new ArrayList<>();

                List<EpisodeResult> results = new Evaluator(device, other, sets, CELLS, 1)
                        .run(policy.method(device, other, CELLS, 1), (slot, cells, b, xi) -> {
                            double[] cached = cells.memory().cached().toArray();
                            for (int c = 0; c < CELLS; c++) {
                                double usedGb = 0;
                                int held = 0;
                                for (int m = 0; m < own.models(); m++) {
                                    usedGb += cached[c * own.models() + m] * own.modelSizeGb()[m];
                                    held += (int) cached[c * own.models() + m];
                                }
                                assertThat(usedGb).isLessThanOrEqualTo(Math.min(20, capacityGb));
                                models.add(held);
                            }
                        })
                        .episodes();

                assertThat(models).hasSize(CELLS * own.frames() * own.slotsPerFrame());
                assertThat(results)
                        .allSatisfy(r -> assertThat(r.cost()).isFinite().isPositive());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void onlyTheSharedFamilyServesAnotherNumberOfUsers(Family family) {
        Scenario own = Scenario.defaults().with(s -> s.users = 4);
        Scenario other = own.with(s -> s.users = 7);
        try (Device device = new VectorDevice(1)) {
            LearnedPolicy policy = policy(device, own, family);
            if (family == Family.FLAT) {
                assertThatThrownBy(() -> policy.method(device, other, CELLS, 1))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("parameters");
                return;
            }
            Evaluator evaluator = new Evaluator(device, other, new CacheSets(other), CELLS, 1);
            Evaluator.Result result = evaluator.run(policy.method(device, other, CELLS, 1));
            assertThat(result.episodes())
                    .hasSize(CELLS)
                    .allSatisfy(r -> assertThat(r.cost()).isFinite().isPositive());
        }
    }
}
