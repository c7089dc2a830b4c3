package t2drl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.common.Json;
import t2drl.config.ConfigurationReader;
import t2drl.edge.Scenario;
import t2drl.fit.TvCurve;

class FitCommandTest extends CommandTest {
    @TempDir
    Path folder;

    /** What the default scenario's first models would give, every ten steps. */
    private Path measurements(int models) throws IOException {
        Scenario s = Scenario.defaults();
        StringBuilder text = new StringBuilder("steps,model,seconds,TV\n");
        for (int model = 0; model < models; model++) {
            int m = model % s.models();
            TvCurve curve =
                    new TvCurve(s.qualityStartSteps()[m], s.worstTv()[m], s.qualityEndSteps()[m], s.bestTv()[m]);
            for (int steps = 10; steps <= 260; steps += 10) {
                text.append("%d,model %d,%s,%s\n"
                        .formatted(steps, model, s.secondsPerStep()[m] * steps + s.fixedSeconds()[m], curve.at(steps)));
            }
        }
        return Files.writeString(folder.resolve("measured.csv"), text);
    }

    @Test
    void theDefaultScenarioComesBackFromItsOwnCurves() throws Exception {
        Path fitted = folder.resolve("deep/fitted");
        Path json = folder.resolve("fit.json");
        int code = run("fit", measurements(10).toString(), "--out", fitted.toString(), "--json", json.toString());
        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString()).contains("model 9", "60.00 (60.00 to 60.00)", "curves.yaml");
        assertThat(ConfigurationReader.read(fitted.resolve("curves.yaml")).scenario())
                .isEqualTo(Scenario.defaults());
        assertThat(ImageIO.read(fitted.resolve("curves.png").toFile()).getWidth())
                .isEqualTo(4 * 548);
        assertThat(rootOf(fitted.resolve("curves.svg"))).isEqualTo("svg");
        assertThat(Json.MAPPER.readTree(json.toFile()).at("/models/2/a3").asDouble())
                .isEqualTo(220, offset(1e-9));
    }

    private static String rootOf(Path xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder()
                .parse(xml.toFile())
                .getDocumentElement()
                .getNodeName();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 13, 31})
    void anyNumberOfModelsMakesAScenario(int models) throws IOException {
        assertThat(run("fit", measurements(models).toString(), "--out", folder.toString()))
                .isZero();
        Scenario scenario =
                ConfigurationReader.read(folder.resolve("curves.yaml")).scenario();
        assertThat(scenario.models()).isEqualTo(models);
        assertThat(scenario.qualityEndSteps()[models - 1])
                .isEqualTo(Scenario.defaults().qualityEndSteps()[(models - 1) % 10]);
    }

    @Test
    void oneModelWithTooFewPointsIsASentenceAndLeavesNothing() throws IOException {
        Path csv = Files.writeString(folder.resolve("few.csv"), "model,steps,TV,seconds\na,1,5,1\na,2,4,2\na,3,3,3\n");
        Path out = folder.resolve("out");
        assertThat(run("fit", csv.toString(), "--out", out.toString())).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains("'a'", "3 different step counts");
        assertThat(out).doesNotExist();
    }

    @Test
    void aConstantTvIsSaidAndTheFileIsStillAScenario() throws IOException {
        StringBuilder text = new StringBuilder("model,steps,TV,seconds\n");
        for (int steps = 10; steps < 100; steps += 10) {
            text.append("flat,%d,7,0.5\n".formatted(steps));
        }
        Path csv = Files.writeString(folder.resolve("flat.csv"), text);
        assertThat(run("fit", csv.toString(), "--out", folder.toString())).isZero();
        assertThat(out.toString())
                .contains("flat: TV does not fall", "flat: The time does not grow")
                .doesNotContain("NaN");
        assertThat(ConfigurationReader.read(folder.resolve("curves.yaml"))
                        .scenario()
                        .worstTv())
                .containsExactly(7);
    }
}
