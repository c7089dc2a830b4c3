package t2drl.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    Path folder;

    @Test
    void replacesAFileAndLeavesNothingBeside() throws IOException {
        Path file = folder.resolve("a.json");
        AtomicFiles.write(file, "old");
        AtomicFiles.write(file, "new é");

        assertThat(file).hasContent("new é");
        assertThat(Files.list(folder)).containsExactly(file);
    }

    @Test
    void saysWhyAFileCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> AtomicFiles.write(folder, ""))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("is a folder");
        assertThatThrownBy(() -> AtomicFiles.write(folder.resolve("none/x"), ""))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> AtomicFiles.write(file.resolve("x"), ""))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("cannot be written");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkStaysAndWhatItLeadsToIsReplaced() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("other/next"));
        Path next = Files.createSymbolicLink(other.resolve("next"), Path.of("../other/file"));

        for (String content : List.of("first", "second")) { // the first into a file that does not exist yet
            AtomicFiles.write(link, content);
            assertThat(Files.isSymbolicLink(link) && Files.isSymbolicLink(next)).isTrue();
            assertThat(other.resolve("file")).hasContent(content);
        }
        assertThat(Files.list(folder)).containsExactlyInAnyOrder(link, other);
        assertThat(Files.list(other)).containsExactlyInAnyOrder(next, other.resolve("file"));

        Path circle = Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
        assertThatThrownBy(() -> AtomicFiles.write(circle, ""))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("circle");
        assertThat(Files.isSymbolicLink(circle)).isTrue();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aPipeIsWrittenTo() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path copy = folder.resolve("copy");
        Process reader = new ProcessBuilder("cat", pipe.toString())
                .redirectOutput(copy.toFile())
                .start();

        String text = "a line\n".repeat(100_000); // more than a pipe holds
        AtomicFiles.write(pipe, text);

        assertThat(reader.waitFor()).isZero();
        assertThat(copy).hasContent(text);
        assertThat(Files.list(folder)).containsExactlyInAnyOrder(pipe, copy);
        assertThat(Files.isRegularFile(pipe)).isFalse();
    }
}
