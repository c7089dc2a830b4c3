package t2drl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import t2drl.testing.Emulator;
import t2drl.testing.Program;

/**
 * A training that is killed again and again at random moments, while it starts and while it writes checkpoints, too, and goes on each time, ends with the
 * files of one that was left alone. It writes a checkpoint after every slot, so that a good part of the kills hits one.
 */
@DisabledOnOs(OS.WINDOWS)
@Execution(ExecutionMode.CONCURRENT)
class KilledTrainingTest {
    private static final String CONFIG = """
        users: 2
        frames: 5
        slots_per_frame: 8
        learners:
          agent: %s
          family: %s
          discount: 0.9
          cells: 4
          episodes: %d
          batch: 8
          hidden: 8
          warmup_slots: 1
          actor_delay_updates: 1
          replay_slots: 2000
          best_of: 2
          caching: {hidden: 8, batch: 8, updates_per_frame: 2, observe: requests, start_fraction: 0}
        """;

    private static final int MOST_RUNS = 10;

    @TempDir
    Path folder;

    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(7);

    private int lives;
    private int livesInCheckpoints;

    @ParameterizedTest
    @CsvSource({"cpu, d3pg, shared, 30, 22", "scalar, ddpg, flat, 30, 22", "emulated, ddpg, shared, 10, 12"})
    void endsAsOneThatWasLeftAlone(String device, String agent, String family, int episodes, int kills)
            throws IOException, InterruptedException {
        if (device.equals("emulated")) {
            Emulator.assumeBuilt();
        }
        Path config = Files.writeString(folder.resolve("config.yaml"), CONFIG.formatted(agent, family, episodes));
        Path whole = folder.resolve("whole");
        finish(train(device, config, whole));
        long nanos = nanosToStart(train(device, config, folder.resolve("first")));

        int runs = 0;
        while (lives < kills || livesInCheckpoints == 0) {
            assertThat(runs)
                    .as("runs that ended before they were killed often enough")
                    .isLessThan(MOST_RUNS);
            Path killed = folder.resolve("killed" + runs++);
            if (!killUntilItEnds(device, config, killed, nanos, kills)) {
                Process last = proceed(device, config, killed);
                String output = outputOf(last);
                assertThat(last.waitFor()).as(output).isZero();
            }
            assertEqualRuns(killed, whole, episodes);
        }
        assertThat(outputOf(resume(whole))).contains("is finished");
    }

    /** False if there were kills enough before the run ended: how far it gets in a life depends on the machine. */
    private boolean killUntilItEnds(String device, Path config, Path run, long nanos, int kills)
            throws IOException, InterruptedException {
        while (lives < kills || livesInCheckpoints == 0) {
            Process process = proceed(device, config, run);
            if (process.waitFor(random.nextLong(nanos * 17 / 10), TimeUnit.NANOSECONDS)) {
                assertThat(process.exitValue()).as(outputOf(process)).isZero();
                return true;
            }
            process.destroyForcibly().waitFor();
            lives++;
            if (Files.exists(run.resolve(".checkpoint.partial"))) {
                livesInCheckpoints++;
            }
        }
        return false;
    }

    private static void assertEqualRuns(Path killed, Path whole, int episodes) throws IOException {
        assertThat(names(killed)).isEqualTo(names(whole));
        assertThat(Files.readAllBytes(killed.resolve("policy.safetensors")))
                .isEqualTo(Files.readAllBytes(whole.resolve("policy.safetensors")));
        for (String file : List.of("config.yaml", "versions.json", "metrics.jsonl", "policy.json", "summary.json")) {
            assertThat(withoutTimes(killed.resolve(file))).as(file).isEqualTo(withoutTimes(whole.resolve(file)));
        }
        assertThat(Files.readAllLines(killed.resolve("metrics.jsonl"))).hasSize(episodes);
    }

    /** From the start of the process to the start of its training, some of which follows. */
    private static long nanosToStart(Process process) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            String line = lines.readLine();
            while (line != null && !line.startsWith("Training ")) {
                line = lines.readLine();
            }
            assertThat(line).as("announcement of the training").isNotNull();
            long nanos = System.nanoTime() - start;
            process.destroyForcibly().waitFor();
            return nanos;
        }
    }

    private static String withoutTimes(Path file) throws IOException {
        return Files.readString(file)
                .replaceAll("\"(seconds|charts/SPS|wall_seconds|training_seconds|decision_us)\" ?: ?[^,\\n}]*", "");
    }

    private static Process train(String device, Path config, Path run) throws IOException {
        return start("--config", config, "--device", device, "--seed", 3, "--out", run);
    }

    /** Goes on with a run, or begins it, if it was killed before it was one. */
    private static Process proceed(String device, Path config, Path run) throws IOException {
        return Files.exists(run.resolve("versions.json")) ? resume(run) : train(device, config, run);
    }

    private static Process resume(Path run) throws IOException {
        return start("--resume", run);
    }

    private static Process start(Object... arguments) throws IOException {
        List<Object> all = new ArrayList<>(List.of("train", "--threads", 1));
        all.addAll(List.of("--checkpoint-seconds", 0, "--evaluation-episodes", 2));
        all.addAll(List.of(arguments));
        // So short a life is over before the optimising compiler pays.
        return Program.start(all, "-XX:TieredStopAtLevel=1");
    }

    private static void finish(Process process) throws IOException, InterruptedException {
        String output = outputOf(process);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("Trained in");
    }

    private static String outputOf(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }

    private static List<String> names(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
