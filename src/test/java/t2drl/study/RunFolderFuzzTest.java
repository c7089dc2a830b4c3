package t2drl.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import t2drl.common.Json;
import t2drl.common.UserException;
import t2drl.method.TrainingMetrics;
import t2drl.testing.Mutations;

/** Mutations of the files of JSON in a run's folder: each is read, or refused in a sentence, when the run is to go on. */
@Timeout(300)
class RunFolderFuzzTest {
    private static final int ROUNDS = Integer.getInteger("t2drl.fuzz", 1_000);

    @TempDir
    Path folder;

    private interface Reading {
        void read(RunFolder run) throws IOException;
    }

    @Test
    void mutatedVersions() throws IOException {
        mutated(
                RunFolder.VERSIONS,
                Json.pretty(Versions.here("cpu", 2, 7)),
                run -> assertThat(run.versions()).hasNoNullFieldsOrProperties());
    }

    /** Whether a run has ended is asked first: what is no summary does not end it. */
    @Test
    void mutatedSummaries() throws IOException {
        mutated(RunFolder.SUMMARY, "{\"interrupted\": false, \"updates\": 30}", RunFolder::finished);
    }

    @Test
    void mutatedMetrics() throws IOException {
        String line = Json.line(new TrainingMetrics(64, 3, 0.5, -310, -3, 0.5, 0, 128, 1, -0.5, 0, 1, 1, 1, 1, 1, 0));
        mutated(
                RunFolder.METRICS,
                (line + "\n").repeat(3),
                run -> run.metrics().restore(Files.size(folder.resolve("run").resolve(RunFolder.METRICS))));
    }

    private void mutated(String name, String sound, Reading reading) throws IOException {
        Path path = folder.resolve("run");
        try (RunFolder run = RunFolder.create(path, "", Versions.here("cpu", 2, 7))) {
            run.keep();
        }
        Random random = new Random(1);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] text = random.nextInt(4) == 0
                    ? Mutations.bytes(sound.getBytes(StandardCharsets.UTF_8), random)
                    : Mutations.text(sound, random).getBytes(StandardCharsets.UTF_8);
            Files.write(path.resolve(name), text);
            try (RunFolder run = RunFolder.resume(path)) {
                reading.read(run);
                read++;
            } catch (UserException e) {
                assertThat(e.getMessage()).as("round %d", round).endsWith(".").doesNotContain("Exception", "\n");
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError(
                        "round %d: %s".formatted(round, List.of(new String(text, StandardCharsets.UTF_8))), e);
            }
        }
        assertThat(read).isGreaterThan(ROUNDS / 100);
    }
}
