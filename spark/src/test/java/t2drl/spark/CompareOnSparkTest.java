package t2drl.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2drl.config.ConfigurationReader;
import t2drl.study.compare.Scale;
import t2drl.study.compare.StudyPlan;
import t2drl.study.compare.Unit;
import t2drl.study.compare.UnitCheckpoints;

/** The command compare on a real cluster. */
class CompareOnSparkTest {
    private static final String SMALL = """
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
        learners: {cells: 300, episodes: 10, batch: 16, hidden: 8, warmup_slots: 1, replay_slots: 2000, best_of: 2}
        """;

    @TempDir
    Path folder;

    private Path config;

    @BeforeEach
    void writeConfig() throws IOException {
        config = Files.writeString(folder.resolve("small.yaml"), SMALL);
    }

    @Test
    void aStudyWhoseWorkerDiesGivesTheFilesOfALocalOne() throws Exception {
        Path local = folder.resolve("local");
        Path spark = folder.resolve("spark");
        Path checkpoints = folder.resolve("checkpoints");
        Process localStudy = compare(local);
        assertThat(outputOf(localStudy)).contains("Report:");
        poison("ddpg-seed1", checkpoints);

        try (Cluster cluster = new Cluster(folder.resolve("cluster"), 2)) {
            Process study = compare(
                    spark, "--engine", "spark", "--master", cluster.url(), "--checkpoints", checkpoints.toString());
            while (study.isAlive() && units(spark).size() < 10) {
                study.waitFor(20, TimeUnit.MILLISECONDS);
            }
            if (!study.isAlive()) {
                fail("ended before it was half done: " + outputOf(study));
            }
            cluster.killWorker(0);

            String output = outputOf(study);
            assertThat(study.exitValue()).as(output).isEqualTo(2);
            assertThat(output)
                    .contains("on Spark at " + cluster.url(), "Failed: ddpg-seed1: ", "1 of ", "which the report names")
                    .doesNotContain("Exception");
        }

        assertThat(Files.readString(spark.resolve("report.html"))).contains("<code>ddpg-seed1</code>");
        List<String> expected = new ArrayList<>(units(local));
        assertThat(expected.remove("ddpg-seed1.json")).isTrue();
        assertThat(units(spark)).isEqualTo(expected);
        for (String file : expected) {
            assertThat(withoutTimes(spark.resolve("units").resolve(file)))
                    .as(file)
                    .isEqualTo(withoutTimes(local.resolve("units").resolve(file)));
        }
    }

    @Test
    void interruptedItKeepsWhatIsFinished() throws Exception {
        Path spark = folder.resolve("spark");
        Process study = compare(spark, "--engine", "spark", "--master", "local[2]");
        while (study.isAlive() && units(spark).isEmpty()) {
            study.waitFor(20, TimeUnit.MILLISECONDS);
        }

        study.toHandle().destroy(); // asks politely, as Ctrl-C does

        String output = outputOf(study);
        assertThat(study.exitValue()).as(output).isEqualTo(143);
        assertThat(output).doesNotContain("Exception", "Failed:", "gave up", "\nspark: ");
        assertThat(units(spark)).isNotEmpty();
    }

    /** Makes a file where a unit wants the folder of its checkpoints. */
    private void poison(String id, Path checkpoints) throws IOException {
        Unit poisoned = new StudyPlan(ConfigurationReader.read(config), Scale.QUICK.withSeeds(2), "cpu")
                .units().stream()
                        .filter(unit -> unit.id().equals(id))
                        .findFirst()
                        .orElseThrow();
        Path own = new UnitCheckpoints(checkpoints.toString(), 60).folderOf(poisoned);
        Files.delete(own);
        Files.createFile(own);
    }

    private Process compare(Path study, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@java-options",
                "--add-modules=jdk.incubator.vector",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-Dspark.driver.host=127.0.0.1",
                "-Dspark.executor.memory=512m",
                "-cp",
                "target/t2drl-spark.jar:target/lib/*:../target/t2drl.jar:../target/lib/*",
                "t2drl.cli.Main",
                "compare",
                "--quick",
                "--seeds",
                "2",
                "--config",
                config.toString(),
                "--out",
                study.toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String outputOf(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return output;
    }

    private static List<String> units(Path study) throws IOException {
        Path units = study.resolve("units");
        if (!Files.isDirectory(units)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(units)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static String withoutTimes(Path file) throws IOException {
        return Files.readString(file)
                .replaceAll("(\"training_seconds\":)[0-9.E-]+", "$1?")
                .replaceAll("\"decision_micros\":\\[[0-9.E-]+\\]", "?");
    }
}
