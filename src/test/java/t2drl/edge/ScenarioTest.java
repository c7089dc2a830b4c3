package t2drl.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ScenarioTest {
    @Test
    void withChangesOneFieldOnly() {
        Scenario changed = Scenario.defaults().with(s -> s.users = 7);

        assertThat(changed.users()).isEqualTo(7);
        assertThat(changed).isNotEqualTo(Scenario.defaults());
        assertThat(changed.with(s -> s.users = 15)).isEqualTo(Scenario.defaults());
    }

    @Test
    void theBuilderHasAFieldForEachComponent() {
        assertThat(Scenario.Builder.class.getFields())
                .extracting("name")
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Scenario.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
    }

    @Test
    void equalityComparesTheContentOfArrays() {
        Scenario a = Scenario.defaults();
        Scenario b = Scenario.defaults().with(s -> s.rank[2][9] = 70);

        assertThat(a).isEqualTo(Scenario.defaults()).hasSameHashCodeAs(Scenario.defaults());
        assertThat(a.with(s -> s.modelSizeGb = s.modelSizeGb.clone())).isEqualTo(a);
        assertThat(b).isNotEqualTo(a);
    }

    @Test
    void powersInWatt() {
        Scenario scenario = Scenario.defaults().with(s -> {
            s.userPowerDbm = 30;
            s.bsPowerDbm = 0;
            s.noiseDbmPerHz = -170;
        });

        assertThat(scenario.userPowerW()).isCloseTo(1, within(1e-15));
        assertThat(scenario.bsPowerW()).isCloseTo(1e-3, within(1e-18));
        assertThat(scenario.noiseWPerHz()).isCloseTo(1e-20, within(1e-34));
    }
}
