package t2drl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.common.Json;

class VerifyCommandTest extends CommandTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"auto", "cpu", "scalar"})
    void aFolderHoldsFilesOfBothKinds(String device) throws IOException {
        Files.copy(GOLDEN.resolve("system/caching.json"), folder.resolve("anything.json"));
        Path below = Files.createDirectory(folder.resolve("below"));
        Files.copy(GOLDEN.resolve("networks/schedule.json"), below.resolve("other.json"));
        Files.writeString(folder.resolve("README.md"), "not a golden file");

        assertThat(run("verify", folder, "--device", device)).isZero();

        assertThat(out.toString().lines()).hasSize(3);
        assertThat(out.toString().lines().limit(2)).allMatch(line -> line.startsWith("pass  "));
        assertThat(out.toString().lines().toList().getLast())
                .startsWith("2 files on ")
                .contains("2 passed, 0 failed, 0 not read");
    }

    @Test
    void aWrongValueIsExitCodeOne() throws IOException {
        Path wrong = wrongCaching();
        Path json = folder.resolve("result.json");

        assertThat(run("verify", wrong, GOLDEN.resolve("system/caching.json"), "--json", json))
                .isEqualTo(1);

        assertThat(out.toString()).contains("FAIL  " + wrong + "  choices 1 wrong at [0].out.feasible");
        JsonNode root = Json.MAPPER.readTree(json.toFile());
        assertThat(root.get("passed").booleanValue()).isFalse();
        assertThat(root.at("/files/0/categories/0/largest_error").doubleValue()).isEqualTo(1);
        assertThat(root.at("/files/1/passed").booleanValue()).isTrue();
    }

    @Test
    void unreadableFilesAreExitCodeTwoAndTheOthersAreStillChecked() throws IOException {
        Path unknown = Files.writeString(folder.resolve("unknown.json"), "{\"format\": 1, \"kind\": \"tea\"}");
        Path broken = Files.writeString(folder.resolve("broken.json"), "[{");
        Path absent = folder.resolve("absent.json");
        Path empty = Files.createDirectory(folder.resolve("empty"));

        assertThat(run(
                        "verify",
                        "--device",
                        "cpu",
                        unknown,
                        wrongCaching(),
                        broken,
                        absent,
                        empty,
                        GOLDEN.resolve("system/caching.json")))
                .isEqualTo(2);

        assertThat(err.toString().lines()).hasSize(4).allMatch(line -> line.startsWith("t2drl: "));
        assertThat(err.toString()).contains("tea", "broken.json", "absent.json", "empty");
        assertThat(out.toString()).contains("1 passed, 1 failed, 4 not read");
    }

    @Test
    void aDeviceThatDoesNotExist() {
        assertThat(run("verify", GOLDEN.resolve("system/caching.json"), "--device", "gpu"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("gpu", "auto, cpu, scalar");
    }

    @Test
    void threadsThatMakeNoSense() {
        assertThat(run("verify", GOLDEN.resolve("system/caching.json"), "--threads", "0"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--threads");
    }

    private Path wrongCaching() throws IOException {
        String right = Files.readString(GOLDEN.resolve("system/caching.json"));
        String wrong = right.replaceFirst("\"feasible\": ?108", "\"feasible\": 107");
        assertThat(wrong).isNotEqualTo(right);
        return Files.writeString(folder.resolve("wrong.json"), wrong);
    }
}
