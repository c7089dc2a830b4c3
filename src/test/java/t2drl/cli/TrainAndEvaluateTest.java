package t2drl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import t2drl.common.Json;
import t2drl.method.LearnedPolicy;
import t2drl.policy.Policy;
import t2drl.policy.PolicyFiles;
import t2drl.testing.Program;

/** The commands train and evaluate, on a scenario that is trained in a second. */
class TrainAndEvaluateTest extends CommandTest {
    @TempDir
    Path folder;

    private Path config;

    @BeforeEach
    void writeConfig() throws IOException {
        config = Files.writeString(folder.resolve("small.yaml"), SMALL);
    }

    @ParameterizedTest
    @CsvSource({"d3pg, shared, cpu", "ddpg, shared, scalar", "d3pg, flat, cpu", "ddpg, flat, scalar"})
    void trainsThenEvaluates(String agent, String family, String device) throws IOException {
        Files.writeString(config, SMALL + "  family: %s%n".formatted(family));
        Path run = folder.resolve("run");
        Path summaryCopy = folder.resolve("summary.json");

        assertThat(run(
                        "train",
                        "--config",
                        config,
                        "--agent",
                        agent,
                        "--device",
                        device,
                        "--seed",
                        5,
                        "--out",
                        run,
                        "--evaluation-episodes",
                        4,
                        "--json",
                        summaryCopy))
                .as(err.toString())
                .isZero();

        assertThat(names(run))
                .containsExactly(
                        "config.yaml",
                        "learning_curve.png",
                        "metrics.jsonl",
                        "policy.json",
                        "policy.safetensors",
                        "summary.json",
                        "versions.json");
        assertThat(names(folder)).containsExactly("run", "small.yaml", "summary.json");
        assertThat(out.toString()).contains("gap closed", "oracle", "rcars", run.toString());
        assertThat(Json.MAPPER
                        .readTree(run.resolve("versions.json").toFile())
                        .get("seed")
                        .intValue())
                .isEqualTo(5);
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(3);
        assertThat(Files.readString(run.resolve("config.yaml"))).contains("agent: " + agent, "family: " + family);
        JsonNode summary = Json.MAPPER.readTree(run.resolve("summary.json").toFile());
        assertThat(Json.MAPPER.readTree(summaryCopy.toFile())).isEqualTo(summary);
        assertThat(summary.get("updates").intValue()).isPositive();

        Path json = folder.resolve("evaluation.json");
        assertThat(run("evaluate", run, "--episodes", 4, "--device", device, "--json", json))
                .as(err.toString())
                .isZero();

        // The same episodes and the same policy, once from memory and once from its files.
        JsonNode evaluation = Json.MAPPER.readTree(json.toFile());
        assertThat(evaluation.get("cost_mean"))
                .isEqualTo(summary.get("evaluation").get("cost_mean"));

        // The same episodes again; the engine draws its own candidates.
        assertThat(run("evaluate", run, "--episodes", 4, "--device", device, "--engine", "java", "--json", json))
                .as(err.toString())
                .isZero();
        JsonNode engine = Json.MAPPER.readTree(json.toFile());
        assertThat(engine.at("/references/rcars/cost_mean"))
                .isEqualTo(summary.at("/evaluation/references/rcars/cost_mean"));
        assertThat(engine.get("cost_mean").doubleValue())
                .isCloseTo(evaluation.get("cost_mean").doubleValue(), withinPercentage(20));
    }

    @Test
    void evaluatesTheReferences() throws IOException {
        Path json = folder.resolve("evaluation.json");
        assertThat(run("evaluate", "rcars", "--config", config, "--episodes", 3, "--json", json))
                .isZero();

        JsonNode rcars = Json.MAPPER.readTree(json.toFile());
        assertThat(rcars.get("method").textValue()).isEqualTo("rcars");
        assertThat(rcars.get("episodes").intValue()).isEqualTo(3);
        assertThat(rcars.get("gap_closed").doubleValue()).isZero();
        JsonNode oracle = rcars.get("references").get("oracle");
        assertThat(oracle.get("gap_closed").doubleValue()).isEqualTo(1);
        assertThat(rcars.get("cost_mean").doubleValue())
                .isGreaterThan(oracle.get("cost_mean").doubleValue());
        double middle = (rcars.get("cost_ci95").get(0).doubleValue()
                        + rcars.get("cost_ci95").get(1).doubleValue())
                / 2;
        assertThat(middle).isCloseTo(rcars.get("cost_mean").doubleValue(), within(1e-12));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"configuration\" : { \"users\" : 3 | \"configuration\" : { \"users\" : 4 | networks",
                "\"bandwidth_hz\" : | \"bandwith_hz\" : | bandwidth_hz",
                "\"gain_db\" : 10 | \"gain_db\" : 20 | feature scale",
                "\"cache_sets\" : [ [ ] | \"cache_sets\" : [ [ 1 ] | cached sets",
            })
    void aRunThatWasChangedIsOneSentence(String text, String replacement, String about) throws IOException {
        Path run = folder.resolve("run");
        run("train", "--config", config, "--out", run, "--evaluation-episodes", 1);
        err.getBuffer().setLength(0);
        Path manifest = run.resolve("policy.json");
        String json = Files.readString(manifest).replaceAll("\\s+", " ");
        assertThat(json).contains(text);
        Files.writeString(manifest, json.replace(text, replacement));

        assertThat(run("evaluate", run, "--episodes", 1)).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains(about);
    }

    @Test
    void aPolicyWhoseNumbersOverflowIsOneSentence() throws IOException {
        Path run = folder.resolve("run");
        run("train", "--config", config, "--out", run, "--evaluation-episodes", 1);
        Policy policy = PolicyFiles.load(run);
        Arrays.fill(policy.parameters().get("actor"), Float.MAX_VALUE);
        PolicyFiles.save(run, policy);

        for (List<Object> engine : List.of(List.<Object>of(), List.<Object>of("--engine", "java"))) {
            err.getBuffer().setLength(0);
            List<Object> words = new ArrayList<>(List.of("evaluate", run, "--episodes", 1, "--device", "cpu"));
            words.addAll(engine);
            assertThat(run(words.toArray())).isEqualTo(2);
            assertThat(err.toString().lines())
                    .singleElement()
                    .asString()
                    .contains("t2drl cannot be evaluated", "overflow");
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void ctrlCKeepsThePolicy() throws IOException, InterruptedException {
        Path run = folder.resolve("run");
        Process process = Program.start(
                List.of("train", "--config", config, "--episodes", 100_000, "--threads", 1, "--out", run));
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            String line = lines.readLine();
            while (line != null && !line.contains("updates/s")) {
                line = lines.readLine();
            }
            assertThat(line).as("first line of progress").isNotNull();
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            String rest = String.join("\n", lines.readAllLines());
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(rest).isTrue();
            assertThat(rest).contains("Interrupted", run.toString());
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(names(folder)).containsExactly("run", "small.yaml");
        LearnedPolicy policy = LearnedPolicy.from(PolicyFiles.load(run), "policy");
        assertThat(policy.configuration().scenario().users()).isEqualTo(3);
        assertThat(Json.MAPPER
                        .readTree(run.resolve("summary.json").toFile())
                        .get("interrupted")
                        .booleanValue())
                .isTrue();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
