package t2drl.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.common.UserException;
import t2drl.kernel.Precision;
import t2drl.kernel.SavedState;

class RunFolderTest {
    private static final Versions VERSIONS = Versions.here("cpu", 2, 7);

    @TempDir
    Path parent;

    @Test
    void holdsFromTheStartWhatIsNeededToResume() throws IOException {
        Path out = parent.resolve("runs/a");
        try (RunFolder run = RunFolder.create(out, "users: 15\n", VERSIONS)) {
            run.keep();
        }

        assertThat(names(out)).containsExactlyInAnyOrder("config.yaml", "versions.json", "metrics.jsonl");
        assertThat(out.resolve("config.yaml")).hasContent("users: 15");
        assertThat(names(out.getParent())).containsExactly("a");
        try (RunFolder run = RunFolder.resume(out)) {
            assertThat(run.versions()).isEqualTo(VERSIONS);
            assertThat(run.finished()).isFalse();
        }
    }

    @Test
    void leavesNothingWhenNotKept() throws IOException {
        Path out = parent.resolve("new/deeper/a");
        try (RunFolder run = RunFolder.create(out, "", VERSIONS)) {
            run.checkpoints(Map.of()).write(0, new SavedState(), Precision.SINGLE);
            Files.writeString(out.resolve(".checkpoint.partial"), "");
        }

        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void keepsTheParentsThatOtherRunsUse() throws IOException {
        Path other = parent.resolve("runs/other");
        RunFolder run = RunFolder.create(parent.resolve("runs/a"), "", VERSIONS);
        Files.createDirectory(other);
        run.close();

        assertThat(names(parent.resolve("runs"))).containsExactly("other");
    }

    @Test
    void fillsAnEmptyFolderAndEmptiesItAgain() throws IOException {
        Path out = Files.createDirectory(parent.resolve("a"));
        RunFolder.create(out, "", VERSIONS).close();
        assertThat(out).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.yaml", "metrics.jsonl", ".config.yaml.17.partial"})
    void startsWhereAProcessWasKilledBeforeItsRunCouldBeResumed(String leftover) throws IOException {
        Path out = Files.createDirectory(parent.resolve("a"));
        Files.writeString(out.resolve(leftover), "half");
        try (RunFolder run = RunFolder.create(out, "users: 15\n", VERSIONS)) {
            run.keep();
        }
        assertThat(out.resolve("config.yaml")).hasContent("users: 15");
        assertThat(out.resolve("metrics.jsonl")).isEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherRunIsNeverReplaced(boolean interrupted) throws IOException {
        Path out = parent.resolve("a");
        try (RunFolder run = RunFolder.create(out, "users: 15\n", VERSIONS)) {
            run.keep();
            run.write(RunFolder.SUMMARY, "{\"interrupted\": %s}".formatted(interrupted));
        }

        assertThatThrownBy(() -> RunFolder.create(out, "", VERSIONS))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(interrupted ? "--resume" : "a finished run");
        assertThat(out.resolve("config.yaml")).hasContent("users: 15");
        try (RunFolder run = RunFolder.resume(out)) {
            assertThat(run.finished()).isEqualTo(!interrupted);
        }
    }

    @Test
    void twoCannotHaveIt() {
        Path out = parent.resolve("a");
        try (RunFolder run = RunFolder.create(out, "", VERSIONS)) {
            run.keep();
            assertThatThrownBy(() -> RunFolder.resume(out))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("another process");
        }
        RunFolder.resume(out).close();
    }

    @Test
    void refusesAFolderOfSomethingElse() throws IOException {
        Files.writeString(parent.resolve("thesis.tex"), "");

        for (Runnable open : new Runnable[] {
            () -> RunFolder.create(parent, "", VERSIONS), () -> RunFolder.resume(parent),
        }) {
            assertThatThrownBy(open::run)
                    .isInstanceOf(UserException.class)
                    .hasMessageMatching("(?s).*holds (files that are )?no run .*");
        }
        assertThat(names(parent)).containsExactly("thesis.tex");
    }

    @Test
    void refusesAFileAndAParentThatIsAFile() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");

        assertThatThrownBy(() -> RunFolder.create(file, "", VERSIONS)).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> RunFolder.create(file.resolve("new/run"), "", VERSIONS))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("cannot be written");
        assertThat(names(parent)).containsExactly("file");
    }

    @Test
    void damagedVersionsAreOneSentence() throws IOException {
        Path out = parent.resolve("a");
        try (RunFolder run = RunFolder.create(out, "", VERSIONS)) {
            run.keep();
            Files.writeString(out.resolve("versions.json"), "{\"program\": 3");
            assertThatThrownBy(run::versions)
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("versions.json is damaged");
        }
    }

    @Test
    void namesRunsAfterAgentFamilySeedAndTime() {
        assertThat(RunFolder.defaultPath("d3pg", "shared", 3, LocalDateTime.of(2026, 2, 1, 9, 5, 7)))
                .isEqualTo(Path.of("runs/d3pg-shared-seed3-20260201-090507"));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
