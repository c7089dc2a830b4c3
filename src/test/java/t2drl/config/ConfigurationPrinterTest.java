package t2drl.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.edge.Scenario;
import t2drl.testing.SystemGolden;

class ConfigurationPrinterTest {
    static List<Configuration> configurations() {
        Scenario random = SystemGolden.cases("exact").get(1).scenario();
        Scenario oddNumbers = Scenario.defaults().with(s -> {
            s.bandwidthHz = 1e22;
            s.fadingFloor = Double.MIN_VALUE;
        });
        return List.of(
                Configuration.defaults(),
                new Configuration(random, LearnerSettings.defaults(Family.FLAT)),
                new Configuration(oddNumbers, LearnerSettings.defaults(Family.SHARED)));
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void whatIsPrintedReadsBackAsItWas(Configuration configuration) {
        assertThat(ConfigurationReader.parse(ConfigurationPrinter.yaml(configuration), "yaml"))
                .isEqualTo(configuration);
        assertThat(ConfigurationReader.parse(ConfigurationPrinter.json(configuration), "json"))
                .isEqualTo(configuration);
    }

    @Test
    void everyKeyHasACommentWithItsSymbol() {
        List<String> lines =
                ConfigurationPrinter.yaml(Configuration.defaults()).lines().toList();

        int line = lines.indexOf("bandwidth_hz: 20000000");
        assertThat(lines.get(line - 1)).startsWith("# ").endsWith(" (W_hz)");
        assertThat(lines).contains("  denoising_steps: 3", "  - [0.1, 0.8, 0.1]", "action_map: water-level");
    }
}
