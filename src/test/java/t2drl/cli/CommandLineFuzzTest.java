package t2drl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2drl.testing.Program;

/**
 * All commands with any options and any values: exit code 0 or 2, a sentence or two, no stack trace, no hang, no file left behind by a line that is refused, none
 * half-written by one that is not.
 */
class CommandLineFuzzTest {
    private static final int ROUNDS = Integer.getInteger("t2drl.fuzz", 1_000);
    private static final int MOST_SECONDS = 300 + ROUNDS / 10;

    @TempDir
    Path folder;

    @Test
    void anyOptionsWithAnyValues() throws IOException, InterruptedException {
        Path working = Files.createDirectories(folder.resolve("beside/working"));
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(Program.command(
                        CommandLineFuzz.class.getName(),
                        List.of(ROUNDS),
                        "-Dfile.encoding=UTF-8",
                        "-Dstdout.encoding=UTF-8"))
                .directory(working.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();

        List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(ended && process.exitValue() == 0)
                .as(() -> "ended: %s; the last words: %s"
                        .formatted(
                                ended, String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()))))
                .isTrue();
        assertThat(lines.getLast()).startsWith("exit codes: {0=").contains(", 2=");
    }
}
