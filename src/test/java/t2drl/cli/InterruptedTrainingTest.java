package t2drl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import t2drl.method.LearnedPolicy;
import t2drl.policy.PolicyFiles;
import t2drl.testing.Program;

/** What happens to a training from outside: Ctrl-C, a second process, a disk that is full or read-only. */
@DisabledOnOs(OS.WINDOWS)
@Execution(ExecutionMode.CONCURRENT)
class InterruptedTrainingTest {
    private static final String CONFIG = """
        users: 3
        frames: 3
        slots_per_frame: 10
        learners: {cells: 20, episodes: 15, batch: 16, hidden: 8, warmup_slots: 1, replay_slots: 4000, best_of: 2}
        """;

    @TempDir
    Path folder;

    private Path config;

    @BeforeEach
    void writeConfig() throws IOException {
        config = Files.writeString(folder.resolve("small.yaml"), CONFIG);
    }

    @Test
    void ctrlCAtAnyPhaseKeepsPolicyAndCheckpointAndTheRunGoesOn() throws IOException, InterruptedException {
        Path whole = folder.resolve("whole");
        assertThat(outputOf(train(whole))).contains("Trained in");
        byte[] policy = Files.readAllBytes(whole.resolve("policy.safetensors"));

        for (String phase : List.of("Training ", "100%", "Evaluating")) {
            Path run = folder.resolve(phase.strip());
            Process process = train(run);
            String rest = interruptAfter(phase, process);
            assertThat(process.exitValue()).as("%s: %s", phase, rest).isEqualTo(130);
            assertThat(rest).as(phase).doesNotContain("Exception");
            assertThat(names(run))
                    .as(phase)
                    .contains("policy.safetensors")
                    .anyMatch(name -> name.startsWith("checkpoint-"));
            LearnedPolicy.from(PolicyFiles.load(run), "policy");

            assertThat(outputOf(resume(run))).as(phase).contains("Trained in");
            assertThat(Files.readAllBytes(run.resolve("policy.safetensors")))
                    .as(phase)
                    .isEqualTo(policy);
            assertThat(names(run)).as(phase).isEqualTo(names(whole));
        }
    }

    @Test
    void ctrlCWhileItStartsLeavesNothingOrARunThatGoesOn() throws IOException, InterruptedException {
        for (int milliseconds = 50; milliseconds <= 850; milliseconds += 200) {
            Path run = folder.resolve("run" + milliseconds);
            Process process = train(run);
            process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
            interrupt(process);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("%d ms", milliseconds).isEqualTo(130);
            assertThat(Files.notExists(run)
                            || Files.exists(run.resolve("versions.json"))
                            || names(run).isEmpty())
                    .as("%d ms", milliseconds)
                    .isTrue();
        }
    }

    @Test
    void aSecondProcessIsRefused() throws IOException, InterruptedException {
        Path run = folder.resolve("run");
        Process first = train(run, "--evaluation-episodes", 2000);
        try (BufferedReader lines = first.inputReader(UTF_8)) {
            readUntil("Training ", lines);
            for (Process second : List.of(resume(run), train(run))) {
                String output = outputOf(second);
                assertThat(second.waitFor()).as(output).isEqualTo(2);
                assertThat(output).containsPattern("in use by another process|holds an unfinished run");
            }
        } finally {
            first.destroyForcibly().waitFor();
        }
        assertThat(outputOf(resume(run))).contains("Trained in");
    }

    /** The shell's limit on the size of files stands for a disk that is full: a checkpoint is larger, the other files are not. */
    @Test
    void onAFullDiskTheTrainingGoesOnAndOlderCheckpointsStay() throws IOException, InterruptedException {
        Path run = folder.resolve("run");
        List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit -f 1000; exec \"$@\"", "bash"));
        command.addAll(Program.command(words("--config", config, "--out", run)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = outputOf(process);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output)
                .contains("t2drl: No checkpoint could be written to " + run, "the last checkpoint is " + run, "Trained")
                .doesNotContain("Exception");

        assertThat(outputOf(train(folder.resolve("whole")))).contains("Trained in");
        assertThat(names(run)).isEqualTo(names(folder.resolve("whole")));
        assertThat(Files.readAllBytes(run.resolve("policy.safetensors")))
                .isEqualTo(Files.readAllBytes(folder.resolve("whole/policy.safetensors")));
    }

    /** A disk of its own that has no room for a policy, nor for a checkpoint, and then has. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void onADiskThatIsReallyFull() throws IOException, InterruptedException {
        Path policy = folder.resolve("policy");
        assertThat(onADiskOfItsOwn(policy, """
            mount -t tmpfs -o size=40k tmpfs "$DISK"
            "$@" --out "$DISK/run" --config "$CONFIG"; echo "exit code $?"; ls -A "$DISK/run"
            mount -o remount,size=20m "$DISK"
            "$@" --resume "$DISK/run" && cp "$DISK/run/policy.safetensors" "$POLICY"
            """))
                .contains("there is no checkpoint yet.", "policy.safetensors cannot be written (No space left")
                .contains("exit code 2\nconfig.yaml\nmetrics.jsonl\nversions.json\n", "Trained in")
                .doesNotContain("Exception", "is kept");
        requireUninterruptedPolicy(policy);
    }

    /** A disk that is read-only after a crash, as a damaged one is, and then no more. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void onADiskThatIsReadOnly() throws IOException, InterruptedException {
        Path policy = folder.resolve("policy");
        assertThat(onADiskOfItsOwn(policy, """
            mount -t tmpfs tmpfs "$DISK"
            "$@" --out "$DISK/run" --config "$CONFIG" &
            until ls "$DISK"/run/checkpoint-* >/dev/null 2>&1; do sleep 0.01; done
            kill -KILL $!; wait
            find "$DISK" -type f | xargs cksum > "$POLICY.before"
            mount -o remount,ro "$DISK"
            "$@" --resume "$DISK/run"; echo "resumed: exit code $?"
            "$@" --out "$DISK/other" --config "$CONFIG"; echo "begun: exit code $?"
            find "$DISK" -type f | xargs cksum | cmp - "$POLICY.before" && echo "nothing changed"
            mount -o remount,rw "$DISK"
            "$@" --resume "$DISK/run" && cp "$DISK/run/policy.safetensors" "$POLICY"
            """))
                .containsPattern("t2drl: .*/run.*Read-only file system.*\nresumed: exit code 2\n")
                .containsPattern("t2drl: .*/other.*Read-only file system.*\nbegun: exit code 2\nnothing changed\n")
                .contains("Trained in")
                .doesNotContain("Exception");
        requireUninterruptedPolicy(policy);
    }

    /** What {@code script} prints, whose own {@code $DISK} is to be mounted; its arguments are the command to train. */
    private String onADiskOfItsOwn(Path policy, String script) throws IOException, InterruptedException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", disk.toString())
                                .start()
                                .waitFor()
                        == 0,
                "this machine lets nobody mount a disk of their own (unshare -rm)");
        List<String> command = new ArrayList<>(List.of("unshare", "-rm", "bash", "-c", script, "bash"));
        command.addAll(Program.command(words()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of("DISK", disk.toString(), "CONFIG", config.toString(), "POLICY", policy.toString()));
        Process process = builder.start();
        String output = outputOf(process);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private void requireUninterruptedPolicy(Path policy) throws IOException {
        assertThat(outputOf(train(folder.resolve("whole")))).contains("Trained in");
        assertThat(policy).hasSameBinaryContentAs(folder.resolve("whole/policy.safetensors"));
    }

    private Process train(Path run, Object... more) throws IOException {
        List<Object> words = new ArrayList<>(words("--config", config, "--out", run));
        words.addAll(List.of(more));
        return Program.start(words);
    }

    private static Process resume(Path run) throws IOException {
        return Program.start(words("--resume", run));
    }

    private static List<Object> words(Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", "--threads", 1, "--checkpoint-seconds", 0));
        words.addAll(List.of("--device", "cpu"));
        words.addAll(List.of(more));
        return words;
    }

    private static String interruptAfter(String text, Process process) throws IOException, InterruptedException {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            readUntil(text, lines);
            interrupt(process);
            String rest = String.join("\n", lines.readAllLines());
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(rest).isTrue();
            return rest;
        } finally {
            process.destroyForcibly();
        }
    }

    private static void readUntil(String text, BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.contains(text)) {
            line = lines.readLine();
        }
        assertThat(line).as(text).isNotNull();
    }

    private static void interrupt(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
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
