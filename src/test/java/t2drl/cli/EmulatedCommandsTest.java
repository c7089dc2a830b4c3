package t2drl.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.common.Json;
import t2drl.testing.Emulator;

/** Commands on the emulated driver, also where it fails in the middle, and on machines without a driver. */
class EmulatedCommandsTest extends CommandTest {
    private static final String TINY = """
        users: 3
        frames: 2
        slots_per_frame: 3
        learners:
          cells: 20
          episodes: 3
          batch: 16
          hidden: 8
          warmup_slots: 1
          actor_delay_updates: 1
          replay_slots: 200
          best_of: 2
          family: %s
        """;

    @TempDir
    Path folder;

    @BeforeEach
    void reset() {
        Emulator.assumeBuilt();
        Emulator.reset();
        Emulator.set("lazy", 1);
    }

    @AfterEach
    void noFaultsLeft() {
        Emulator.reset();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "flat"})
    void trainsWithTheLossesOfTheCpu(String family) throws IOException {
        assertThat(train("cpu", family, "cpu")).as(err.toString()).isZero();
        assertThat(train("emulated", family, "emulated")).as(err.toString()).isZero();
        List<JsonNode> want = metrics("cpu");
        List<JsonNode> got = metrics("emulated");
        assertThat(got).hasSameSizeAs(want).isNotEmpty();
        for (int i = 0; i < want.size(); i++) {
            for (String key : List.of("losses/qf1_loss", "losses/actor_loss", "losses/td_loss", "slot_reward")) {
                double number = want.get(i).get(key).doubleValue();
                assertThat(got.get(i).get(key).doubleValue())
                        .as("%s, report %d", key, i)
                        .isCloseTo(number, within(1e-4 * Math.max(1, Math.abs(number))));
            }
        }
        assertThat(run("evaluate", folder.resolve("emulated"), "--device", "emulated", "--episodes", 2))
                .as(err.toString())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "cuGraphLaunch, 20, 719, CUDA_ERROR_LAUNCH_FAILED",
        "cuStreamSynchronize, 40, 719, CUDA_ERROR_LAUNCH_FAILED",
        "cuMemAlloc, 30, 2, CUDA_ERROR_OUT_OF_MEMORY",
        "cuStreamBeginCapture, 2, 2, CUDA_ERROR_OUT_OF_MEMORY"
    })
    void aDeviceThatFailsAtTheStartLeavesNothing(String call, int nth, int code, String error) throws IOException {
        writeConfig("flat");
        Map<Path, String> before = contents();
        Emulator.fail(call, nth, code);

        assertThat(train("run", "flat", "emulated")).isEqualTo(2);

        assertThat(complaints())
                .singleElement()
                .asString()
                .startsWith("t2drl: " + call)
                .contains(error)
                .endsWith(".");
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void twoProcessesAtOnce() throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(verify("emulated", "-Djava.library.path=target/jcuda"));
        }
        for (Process process : processes) {
            assertThat(outputOf(process, 0)).contains("1 passed", "on emulated");
        }
    }

    /** A program that embeds this one may know nothing of its folders. */
    @Test
    void withoutALibraryPathJCudaUnpacksItsLibraryItself() throws IOException, InterruptedException {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Process process = verify("emulated", "-Djava.io.tmpdir=" + temporary);
        assertThat(outputOf(process, 0)).contains("1 passed", "on emulated");
    }

    @Test
    void withoutADriverCudaIsOneSentence() throws IOException, InterruptedException {
        assumeFalse(hasNvidiaDriver(), "there is an NVIDIA driver here");
        for (String device : List.of("cuda", "cuda:3")) {
            assertThat(outputOf(verify(device), 2))
                    .contains("t2drl: The device " + device
                            + " cannot run: no NVIDIA driver was found (libcuda.so.1); t2drl doctor lists")
                    .doesNotContain("\tat ");
        }
        assertThat(outputOf(verify("auto"), 0))
                .contains("t2drl: using the device cpu, since no NVIDIA driver was found", "on cpu");
    }

    private static boolean hasNvidiaDriver() {
        return Files.exists(Path.of("/dev/nvidiactl"));
    }

    private int train(String run, String family, String device) throws IOException {
        return run(
                "train",
                "--config",
                writeConfig(family),
                "--device",
                device,
                "--seed",
                5,
                "--evaluation-episodes",
                2,
                "--out",
                folder.resolve(run));
    }

    private Path writeConfig(String family) throws IOException {
        return Files.writeString(folder.resolve(family + ".yaml"), TINY.formatted(family));
    }

    private List<JsonNode> metrics(String run) throws IOException {
        List<JsonNode> metrics = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl"))) {
            metrics.add(Json.MAPPER.readTree(line));
        }
        return metrics;
    }

    private List<String> complaints() {
        return err.toString().lines().toList();
    }

    private Map<Path, String> contents() throws IOException {
        Map<Path, String> contents = new HashMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file, new String(Files.readAllBytes(file), ISO_8859_1));
            }
        }
        return contents;
    }

    /** A Java of its own that verifies a small file. */
    private static Process verify(String device, String... flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of(flags));
        command.addAll(List.of("-classpath", System.getProperty("java.class.path"), "t2drl.cli.Main", "verify"));
        command.addAll(List.of("src/test/resources/golden/networks/mlp.json", "--device", device));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String outputOf(Process process, int exitCode) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(out).isEqualTo(exitCode);
        return out;
    }
}
