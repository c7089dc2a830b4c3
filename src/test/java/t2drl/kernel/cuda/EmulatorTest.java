package t2drl.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import t2drl.testing.ThreadSanitizer;

/** The emulated driver's own tests: kernels with planted bugs, which it must find, and their correct twins. */
class EmulatorTest {
    private static final Path FOLDER = Path.of("target/native/emulator");

    @TestFactory
    Stream<DynamicTest> fastBuild() throws Exception {
        return testsOf("emulator_tests");
    }

    @TestFactory
    Stream<DynamicTest> checkBuild() throws Exception {
        return testsOf("emulator_check_tests");
    }

    @Test
    void manyThreadsWithTheThreadSanitizer() throws Exception {
        assertThat(ThreadSanitizer.run(FOLDER.resolve("emulator_threads"), "threads"))
                .hasSize(2)
                .allMatch(line -> line.startsWith("ok "));
    }

    @Test
    void theThreadSanitizerFindsAPlantedRace() throws Exception {
        ThreadSanitizer.findsRace(FOLDER.resolve("emulator_threads"), "planted");
    }

    /** Of the program's lines {@code ok NAME} and {@code FAILED NAME: why} a test each. */
    private static Stream<DynamicTest> testsOf(String name) throws IOException, InterruptedException {
        Path program = FOLDER.resolve(name);
        assumeTrue(
                Files.isExecutable(program),
                () -> program + " was not built: that takes CMake, a C++ compiler, Linux, and no -Dquick");
        Process process =
                new ProcessBuilder(program.toString()).redirectErrorStream(true).start();
        List<String> lines;
        try (var output = process.inputReader()) {
            lines = output.lines().toList();
        }
        int code = process.waitFor();
        return Stream.concat(
                lines.stream()
                        .filter(line -> line.startsWith("ok ") || line.startsWith("FAILED "))
                        .map(line -> DynamicTest.dynamicTest(
                                line.split("[ :]+")[1], () -> assertThat(line).startsWith("ok "))),
                Stream.of(DynamicTest.dynamicTest(
                        name + " ends well",
                        () -> assertThat(code).as(String.join("\n", lines)).isZero())));
    }
}
