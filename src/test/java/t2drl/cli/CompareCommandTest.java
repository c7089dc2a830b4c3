package t2drl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;
import t2drl.common.Json;
import t2drl.config.ConfigurationReader;
import t2drl.study.compare.Scale;
import t2drl.study.compare.StudyPlan;
import t2drl.study.compare.Unit;
import t2drl.study.compare.UnitCheckpoints;

/** The command compare, on a problem that is learned in a moment. */
class CompareCommandTest extends CommandTest {
    private static final String TINY = """
        users: 3
        models: 3
        frames: 2
        slots_per_frame: 2
        popularity_states: 2
        transition: [[0.7, 0.3], [0.3, 0.7]]
        zipf_skewness: [1, 2]
        rank: [[1, 2, 3], [3, 2, 1]]
        cache_capacity_gb: 8
        model_size_gb: [4, 5, 3]
        quality_start_steps: [60, 45, 85]
        worst_tv: [110, 95, 130]
        quality_end_steps: [170, 140, 220]
        best_tv: [28, 33, 22]
        seconds_per_step: [0.006, 0.0045, 0.008]
        fixed_seconds: [0.3, 0.25, 0.4]
        steps_per_slot: 300
        learners:
          cells: 300
          episodes: 10
          batch: 16
          hidden: 8
          warmup_slots: 1
          actor_delay_updates: 1
          replay_slots: 2000
          best_of: 2
          caching: {hidden: 8, batch: 8, updates_per_frame: 2}
        """;

    private static final List<String> METHODS =
            List.of("t2drl", "ddpg", "schrs", "rcars", "lfu", "static", "oracle", "best-known", "bound");

    @TempDir
    Path folder;

    private Path config;

    @BeforeEach
    void writeConfig() throws IOException {
        config = Files.writeString(folder.resolve("tiny.yaml"), TINY);
    }

    private List<String> arguments(Path study) {
        return List.of("compare", "--quick", "--seeds", "2", "--config", config.toString(), "--out", study.toString());
    }

    @Test
    void aKilledStudyOfWhichAPieceFailedEndsAsAnUninterruptedOne() throws Exception {
        Path killed = folder.resolve("killed");
        Path whole = folder.resolve("whole");
        Path checkpoints = folder.resolve("checkpoints");
        List<String> withCheckpoints = new ArrayList<>(arguments(killed));
        withCheckpoints.addAll(List.of("--checkpoints", checkpoints.toString()));
        Path poison = poison("ddpg-seed1", checkpoints);
        kill(withCheckpoints, killed);
        int kept = units(killed).size();
        assertThat(kept).isPositive();

        assertThat(run(withCheckpoints.toArray())).isEqualTo(2);
        checkOneFailed("ddpg-seed1", killed);
        assertThat(out.toString()).contains("%d of them done".formatted(kept));
        Files.delete(poison);
        assertThat(run(withCheckpoints.toArray())).as(err.toString()).isZero();
        assertThat(checkpoints).isEmptyDirectory();
        assertThat(run(arguments(whole).toArray())).as(err.toString()).isZero();

        assertThat(kept).isLessThan(units(whole).size());
        assertThat(units(killed)).isEqualTo(units(whole));
        for (String file : units(whole)) {
            assertThat(withoutTimes(killed.resolve("units").resolve(file)))
                    .as(file)
                    .isEqualTo(withoutTimes(whole.resolve("units").resolve(file)));
        }
        assertThat(withoutTimes(killed.resolve("summary.json"))).isEqualTo(withoutTimes(whole.resolve("summary.json")));
        checkSummary(whole);
        checkReport(whole);
    }

    /** Makes a file where a unit wants the folder of its checkpoints, and returns it. */
    private Path poison(String id, Path checkpoints) throws IOException {
        StudyPlan plan = new StudyPlan(ConfigurationReader.read(config), Scale.QUICK.withSeeds(2), "cpu");
        Unit poisoned = plan.units().stream()
                .filter(unit -> unit.id().equals(id))
                .findFirst()
                .orElseThrow();
        Path own = new UnitCheckpoints(checkpoints.toString(), 60).folderOf(poisoned);
        Files.delete(own);
        return Files.createFile(own);
    }

    /** The others are kept, and the report names it. */
    private void checkOneFailed(String id, Path study) throws IOException {
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .matches("t2drl: 1 of \\d+ pieces failed, which the report names: .*");
        assertThat(out.toString()).contains("Failed: " + id + ": ");
        assertThat(units(study)).doesNotContain(id + ".json");
        assertThat(Files.readString(study.resolve("report.html")))
                .contains("One piece of work failed", "<code>" + id + "</code>")
                .doesNotContain("NaN", "Infinity");
        assertThat(Files.readString(study.resolve("docs/results.md")))
                .contains("- `" + id + "`: ")
                .doesNotContain("NaN", "Infinity");
        assertThat(Json.MAPPER
                        .readTree(study.resolve("summary.json").toFile())
                        .at("/failed/0/unit")
                        .asText())
                .isEqualTo(id);
    }

    private void kill(List<String> arguments, Path study) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Stream.concat(
                                Stream.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "--add-modules=jdk.incubator.vector",
                                        "-Djava.awt.headless=true",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        "t2drl.cli.Main"),
                                arguments.stream())
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            while (process.isAlive() && units(study).size() < 4) {
                process.waitFor(5, TimeUnit.MILLISECONDS);
            }
            assertThat(process.isAlive()).as("killed in the middle").isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static List<String> units(Path study) throws IOException {
        Path units = study.resolve("units");
        if (!Files.isDirectory(units)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(units)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static String withoutTimes(Path file) throws IOException {
        return Files.readString(file)
                .replaceAll("(\"(training_seconds|decision_us)\" ?: ?)[0-9.E-]+", "$1?")
                .replaceAll("\"decision_micros\":\\[[0-9.E-]+\\]", "?")
                .replaceAll("\"holds\" : (true|false),\\s+\"figures\" : \"[0-9.]+ times: [^\"]*", "?");
    }

    private static void checkSummary(Path study) throws IOException {
        JsonNode summary = Json.MAPPER.readTree(study.resolve("summary.json").toFile());
        JsonNode methods = summary.get("methods");
        assertThat(StreamSupport.stream(methods.spliterator(), false)
                        .map(m -> m.get("method").textValue()))
                .containsExactlyElementsOf(METHODS);
        for (JsonNode m : methods) {
            String name = m.get("method").textValue();
            double cost = m.get("cost_mean").doubleValue();
            assertThat(cost).as(name).isPositive();
            assertThat(m.get("cost_ci95").get(0).doubleValue()).isLessThanOrEqualTo(cost);
            assertThat(m.get("cost_ci95").get(1).doubleValue()).isGreaterThanOrEqualTo(cost);
            assertThat(m.get("hit_ratio").doubleValue()).isBetween(0.0, 1.0);
            assertThat(m.get("late_ratio").doubleValue()).isBetween(0.0, 1.0);
            assertThat(m.get("seed_costs")).hasSize(2);
            double parts = m.get("uplink").doubleValue()
                    + m.get("generation").doubleValue()
                    + m.get("backhaul").doubleValue()
                    + m.get("downlink").doubleValue();
            assertThat(m.get("latency").doubleValue()).isCloseTo(parts, org.assertj.core.api.Assertions.within(1e-4));
            if (name.equals("rcars") || name.equals("oracle")) {
                assertThat(m.get("gap_closed").doubleValue()).isEqualTo(name.equals("oracle") ? 1 : 0);
            }
            if (name.equals("bound")) {
                assertThat(m.get("excess_over_bound").doubleValue()).isZero();
                assertThat(m.get("decision_us").isNull()).isTrue();
            } else {
                assertThat(m.get("excess_over_bound").doubleValue()).as(name).isPositive();
                assertThat(m.get("decision_us").doubleValue()).as(name).isPositive();
            }
        }
        assertThat(summary.get("claims"))
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(claim -> assertThat(claim.get("holds").isBoolean()).isTrue());
        assertThat(summary.get("ablations")).isNotEmpty();
        assertThat(summary.get("sweeps")).isNotEmpty();
    }

    private static void checkReport(Path study) throws Exception {
        String html = Files.readString(study.resolve("report.html"));
        for (String method : METHODS) {
            assertThat(html).contains("<td>" + method + "</td>");
        }
        assertThat(html)
                .doesNotContain("NaN", "Infinity", "null", "<script", "<link", "src=")
                .contains("@media print");
        assertThat(Pattern.compile("https?://(?!www\\.w3\\.org/2000/svg)")
                        .matcher(html)
                        .find())
                .as("anything from the network")
                .isFalse();
        assertThat(Pattern.compile("id=\"([a-z]+)\"").matcher(html).results().map(r -> r.group(1)))
                .doesNotHaveDuplicates()
                .contains("claims", "methods", "learning", "sweeps", "caches", "slots", "ablations", "about");
        // Everything behind the doctype is XML but for the two tags without an end.
        parse(html.replace("<!DOCTYPE html>", "").replaceAll("<(meta[^>]*)>", "<$1/>"));
        Matcher svgs = Pattern.compile("(?s)<svg.*?</svg>").matcher(html);
        int inPage = (int) svgs.results().count();
        try (Stream<Path> files = Files.list(study.resolve("charts"))) {
            List<Path> all = files.toList();
            List<Path> drawings =
                    all.stream().filter(f -> f.toString().endsWith(".svg")).toList();
            assertThat(drawings).hasSize(inPage);
            assertThat(all.stream().filter(f -> f.toString().endsWith(".csv"))).hasSize(inPage);
            for (Path drawing : drawings) {
                parse(Files.readString(drawing));
            }
        }
    }

    private static void parse(String xml) throws Exception {
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }
}
