package t2drl.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
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
}
