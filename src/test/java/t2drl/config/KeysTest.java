package t2drl.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import t2drl.agent.CachingSettings;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.edge.Scenario;

class KeysTest {
    @Test
    void everyFieldHasOneKeyAndEveryKeyAField() {
        assertThat(names(Keys.SCENARIO)).containsExactlyInAnyOrderElementsOf(fields(Scenario.Builder.class));
        assertThat(names(Keys.CACHING)).containsExactlyInAnyOrderElementsOf(fields(CachingSettings.Builder.class));
        List<String> learners = fields(LearnerSettings.Builder.class);
        learners.remove("caching"); // a section of its own
        assertThat(names(Keys.LEARNERS)).containsExactlyInAnyOrderElementsOf(learners);
    }

    @Test
    void noNameOrSymbolMeansTwoKeysOfASection() {
        for (Section section : Keys.SECTIONS) {
            List<String> all = names(section);
            section.keys().stream().map(Key::symbol).filter(s -> !s.isEmpty()).forEach(all::add);
            assertThat(all).doesNotHaveDuplicates();
        }
    }

    @Test
    void keysReadAndSetTheirFields() {
        LearnerSettings.Builder builder = new LearnerSettings.Builder(Family.SHARED);
        Key key = Keys.LEARNERS.find("final_learning_rate_fraction");
        key.set(builder, 0.25);

        assertThat(builder.finalLearningRateFraction).isEqualTo(0.25);
        assertThat(key.get(builder)).isEqualTo(0.25);
        assertThat(key.type(builder)).isEqualTo(double.class);
    }

    private static List<String> names(Section section) {
        return new ArrayList<>(section.keys().stream().map(Key::name).toList());
    }

    private static List<String> fields(Class<?> builder) {
        return new ArrayList<>(Arrays.stream(builder.getFields())
                .map(field -> field.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
                .toList());
    }
}
