package t2drl.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2drl.common.UserException;

class RunFolderTest {
    private static final Versions VERSIONS = Versions.here("cpu", 2, 7);

    @TempDir
    Path parent;

    @Test
    void appearsWholeAndOnlyWhenCommitted() throws IOException {
        Path out = parent.resolve("runs/a");
        try (RunFolder run = RunFolder.create(out, "users: 15\n", VERSIONS)) {
            run.write(RunFolder.SUMMARY, "{}");
            assertThat(out).doesNotExist();
            assertThat(run.commit()).isEqualTo(out);
        }

        assertThat(names(out)).containsExactlyInAnyOrder("config.yaml", "versions.json", "summary.json");
        assertThat(out.resolve("config.yaml")).hasContent("users: 15");
        assertThat(names(out.getParent())).containsExactly("a");
    }

    @Test
    void leavesNothingWhenNotCommitted() {
        Path out = parent.resolve("new/deeper/a");
        try (RunFolder run = RunFolder.create(out, "", VERSIONS)) {
            run.write(RunFolder.SUMMARY, "{}");
        }

        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void keepsTheParentsThatOtherRunsUse() throws IOException {
        Path other = parent.resolve("runs/other");
        try (RunFolder run = RunFolder.create(parent.resolve("runs/a"), "", VERSIONS)) {
            Files.createDirectory(other);
            assertThat(run.draft()).exists();
        }

        assertThat(names(parent.resolve("runs"))).containsExactly("other");
    }

    @Test
    void replacesAnOlderRunAndKeepsWhatIsNotItsOwn() throws IOException {
        Path out = parent.resolve("a");
        commit(out, RunFolder.LEARNING_CURVE);
        Files.writeString(out.resolve("notes.txt"), "mine");

        commit(out, RunFolder.SUMMARY);

        assertThat(names(out)).containsExactlyInAnyOrder("config.yaml", "versions.json", "summary.json", "notes.txt");
    }

    @Test
    void anOlderRunStaysAsItWasWhenTheNewOneIsNotCommitted() throws IOException {
        Path out = parent.resolve("a");
        commit(out, RunFolder.LEARNING_CURVE);
        RunFolder.create(out, "other", VERSIONS).close();

        assertThat(names(out)).containsExactlyInAnyOrder("config.yaml", "versions.json", "learning_curve.png");
        assertThat(out.resolve("config.yaml")).hasContent("");
    }

    @Test
    void fillsAnEmptyFolder() throws IOException {
        Path out = Files.createDirectory(parent.resolve("a"));
        commit(out, RunFolder.SUMMARY);

        assertThat(names(out)).containsExactlyInAnyOrder("config.yaml", "versions.json", "summary.json");
    }

    @Test
    void refusesAFolderOfSomethingElse() throws IOException {
        Files.writeString(parent.resolve("thesis.tex"), "");

        assertThatThrownBy(() -> RunFolder.create(parent, "", VERSIONS))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no run of this program");
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
    void keepsTheDraftIfItsPlaceWasTakenMeanwhile() throws IOException {
        Path out = parent.resolve("a");
        try (RunFolder run = RunFolder.create(out, "", VERSIONS)) {
            Files.writeString(Files.createDirectory(out).resolve("another"), "");
            assertThatThrownBy(run::commit)
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(run.draft().toString());
            assertThat(run.draft().resolve(RunFolder.CONFIG)).exists();
        }
    }

    @Test
    void namesRunsAfterAgentFamilySeedAndTime() {
        assertThat(RunFolder.defaultPath("d3pg", "shared", 3, LocalDateTime.of(2026, 2, 1, 9, 5, 7)))
                .isEqualTo(Path.of("runs/d3pg-shared-seed3-20260201-090507"));
    }

    private static void commit(Path out, String file) {
        try (RunFolder run = RunFolder.create(out, "", VERSIONS)) {
            run.write(file, "");
            run.commit();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
