package t2drl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A training that diverges: exit code 1 and one sentence, and what there was before it is still there. */
class DivergedTrainingTest extends CommandTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"actor_learning_rate", "critic_learning_rate"})
    void isOneSentenceAndKeepsTheCheckpointFromBefore(String rate) throws IOException {
        Path run = folder.resolve("run");
        Path config = config("  %s: 1e38%n".formatted(rate));
        Path json = folder.resolve("summary.json");

        assertThat(run(
                        "train",
                        "--config",
                        config,
                        "--device",
                        "cpu",
                        "--out",
                        run,
                        "--checkpoint-seconds",
                        0,
                        "--json",
                        json))
                .as(err.toString())
                .isEqualTo(1);

        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("t2drl: The training has diverged (")
                .containsPattern("is (NaN|-?Infinity) .*(update|episode) \\d+")
                .contains("the last checkpoint is " + run)
                .endsWith(": train again with smaller learning rates.")
                .doesNotContain("Exception");
        assertThat(json).doesNotExist();
        Map<String, String> left = contents(run);
        assertThat(left.keySet())
                .contains("config.yaml", "versions.json", "metrics.jsonl")
                .anyMatch(name -> name.startsWith("checkpoint-"))
                .noneMatch(name -> name.startsWith("policy") || name.endsWith(".partial"));

        // What was kept is sound: the training goes on from it, to the same end.
        String sentence = err.toString();
        err.getBuffer().setLength(0);
        assertThat(run("train", "--resume", run, "--checkpoint-seconds", 0)).isEqualTo(1);
        assertThat(err).hasToString(sentence);
        assertThat(contents(run)).isEqualTo(left);
    }

    private Path config(String more) throws IOException {
        return Files.writeString(folder.resolve("config.yaml"), SMALL + more);
    }

    /** Names and bytes of a folder's files. */
    private static Map<String, String> contents(Path run) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(run)) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return contents;
    }
}
