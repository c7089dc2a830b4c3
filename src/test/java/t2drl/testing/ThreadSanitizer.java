package t2drl.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs of the native build that are built with the thread sanitizer, which ends them at the first race. */
public final class ThreadSanitizer {
    private static final int RACE = 66;

    private ThreadSanitizer() {}

    /** The program's lines; it has to end well. */
    public static List<String> run(Path program, String... arguments) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        int code = run(lines, program, arguments);
        assertThat(code).as(String.join("\n", lines)).isZero();
        return lines;
    }

    /** Checks that the sanitizer stops the program because of a race. */
    public static void findsRace(Path program, String... arguments) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        int code = run(lines, program, arguments);
        assertThat(code).as(String.join("\n", lines)).isEqualTo(RACE);
        assertThat(lines).anyMatch(line -> line.contains("ThreadSanitizer: data race"));
    }

    private static int run(List<String> lines, Path program, String... arguments)
            throws IOException, InterruptedException {
        assumeTrue(
                Files.isExecutable(program),
                () -> program + " was not built: that takes CMake, a C++ compiler with a thread sanitizer that runs"
                        + " here, Linux, and no -Dquick");
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TSAN_OPTIONS", "halt_on_error=1 exitcode=" + RACE);
        Process process = builder.start();
        try (var output = process.inputReader()) {
            output.lines().forEach(lines::add);
        }
        return process.waitFor();
    }
}
