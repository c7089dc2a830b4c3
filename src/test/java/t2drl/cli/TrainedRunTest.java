package t2drl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import t2drl.common.Json;
import t2drl.testing.OnnxRuntime;

/** What train leaves, decide and export take. */
class TrainedRunTest extends CommandTest {
    private static final String LINES = """
        {"popularity": 1}
        {"gain_db": [-95, -108, -101], "input_bits": [4e6, 2e6, 6e6], "output_bits": [1e7, 5e6, 2e7], "model": [0, 3, 4], "cached": [0, 4]}
        """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"d3pg, shared", "ddpg, shared", "d3pg, flat", "ddpg, flat"})
    void decidesAndIsExported(String agent, String family) throws Exception {
        Path config = Files.writeString(folder.resolve("small.yaml"), SMALL + "  family: %s%n".formatted(family));
        Path run = folder.resolve("run");
        Path models = folder.resolve("models");
        assertThat(run(
                        "train",
                        "--config",
                        config,
                        "--agent",
                        agent,
                        "--evaluation-episodes",
                        2,
                        "--device",
                        "cpu",
                        "--out",
                        run))
                .as(err.toString())
                .isZero();

        ByteArrayOutputStream decisions = new ByteArrayOutputStream();
        CommandLine line = commandLine();
        ((DecideCommand) line.getSubcommands().get("decide").getCommandSpec().userObject())
                .redirect(new ByteArrayInputStream(LINES.getBytes(UTF_8)), decisions);
        assertThat(Main.run(line, "decide", "--policy", run.toString()))
                .as(err.toString())
                .isZero();
        List<String> decided = decisions.toString(UTF_8).lines().toList();
        assertThat(decided).hasSize(2);
        assertThat(decided.getFirst()).startsWith("{\"cached\":[");
        JsonNode shares = Json.MAPPER.readTree(decided.get(1));
        assertThat(sum(shares.get("bandwidth"))).isBetween(1 - 1e-6, 1 + 1e-6);
        assertThat(sum(shares.get("compute"))).isBetween(1e-6, 1 + 1e-6);
        assertThat(shares.get("compute").get(1).doubleValue()).isZero();

        assertThat(run("export", run, "--format", "onnx", "--out", models))
                .as(err.toString())
                .isZero();
        for (String model : List.of("actor", "critic1", "q")) {
            try (OrtSession session = OnnxRuntime.session(Files.readAllBytes(models.resolve(model + ".onnx")))) {
                assertThat(session.getInputNames()).contains("state");
            }
        }
    }

    private static double sum(JsonNode numbers) {
        double sum = 0;
        for (JsonNode number : numbers) {
            sum += number.doubleValue();
        }
        return sum;
    }
}
