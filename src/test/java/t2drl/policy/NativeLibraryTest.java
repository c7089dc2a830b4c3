package t2drl.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.common.UserException;
import t2drl.edge.Scenario;
import t2drl.testing.TestPolicies;
import t2drl.testing.ThreadSanitizer;

/** The policy library's own tests, built with sanitizers, and the examples in C and Python. */
class NativeLibraryTest {
    private static final Path FOLDER = Path.of("target/native/policy");
    private static final Path THREADS = FOLDER.resolve("policy_threads");

    @TempDir
    Path folder;

    /** The program's classes once more, without the library. */
    @Test
    void aBuildWithoutTheLibrarySaysSo() throws Exception {
        URL[] places = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(NativeLibraryTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(places, ClassLoader.getPlatformClassLoader()) {
            @Override
            public URL findResource(String name) {
                return name.endsWith(".so") ? null : super.findResource(name);
            }
        }) {
            Method load = loader.loadClass(NativePolicy.class.getName()).getMethod("load", Path.class, String.class);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> load.invoke(null, folder, NativePolicy.BEST))
                        .cause()
                        .hasToString(UserException.class.getName()
                                + ": This build has no native policy library: install g++, CMake and make, on Linux,"
                                + " and build with mvn -DskipTests package, or decide with the engine java.");
            }
        }
    }

    private static URL url(String place) {
        try {
            return Path.of(place).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of the program's lines {@code ok NAME} and {@code FAILED NAME: why} a test each. */
    @TestFactory
    Stream<DynamicTest> withSanitizers() throws Exception {
        Path program = FOLDER.resolve("policy_tests");
        assumeTrue(
                Files.isExecutable(program),
                () -> program + " was not built: that takes CMake, a C++ compiler, Linux, and no -Dquick");
        for (Family family : Family.values()) {
            for (AgentKind agent : AgentKind.values()) {
                save(family + "-" + agent, family, agent);
            }
        }
        List<String> lines = new ArrayList<>();
        int code = run(lines, program.toString(), folder.toString());
        return Stream.concat(
                lines.stream()
                        .filter(line -> line.startsWith("ok ") || line.startsWith("FAILED "))
                        .map(line -> DynamicTest.dynamicTest(
                                line.split("[ :]+")[1], () -> assertThat(line).startsWith("ok "))),
                Stream.of(DynamicTest.dynamicTest(
                        "ends well",
                        () -> assertThat(code).as(String.join("\n", lines)).isZero())));
    }

    @Test
    void manyThreadsWithTheThreadSanitizer() throws Exception {
        save("run", Family.SHARED, AgentKind.D3PG);

        List<String> lines = ThreadSanitizer.run(THREADS, folder.resolve("run").toString());

        assertThat(lines).isNotEmpty().allMatch(line -> line.startsWith("ok "));
    }

    @Test
    void theThreadSanitizerFindsAPlantedRace() throws Exception {
        save("run", Family.SHARED, AgentKind.D3PG);

        ThreadSanitizer.findsRace(THREADS, folder.resolve("run").toString(), "planted");
    }

    /** Small, for thousands of damaged copies are loaded. */
    private void save(String name, Family family, AgentKind agent) throws IOException {
        Scenario scenario = Scenario.defaults().with(s -> {
            s.users = 3;
            s.cacheCapacityGb = 6;
        });
        PolicyFiles.save(
                Files.createDirectory(folder.resolve(name)),
                TestPolicies.random(
                        scenario,
                        family,
                        s -> {
                            s.agent = agent;
                            s.hidden = 9;
                            s.caching = s.caching.with(c -> c.hidden = 4);
                        },
                        1));
    }

    @Test
    void examplesInCAndPythonDecideAlike() throws Exception {
        Path example = FOLDER.resolve("policy_example");
        assumeTrue(
                Files.isExecutable(example),
                () -> example + " was not built: that takes CMake, a C compiler, and no -Dquick");
        PolicyFiles.save(folder, TestPolicies.random(Family.SHARED, AgentKind.D3PG, 2));

        List<String> c = new ArrayList<>();
        assertThat(run(c, example.toString(), folder.toString()))
                .as(String.join("\n", c))
                .isZero();
        assertThat(c).hasSize(16).first().asString().startsWith("cached ");
        assertThat(c.get(15)).matches("user 14: bandwidth 0\\.\\d{6}, compute 0\\.\\d{6}");

        List<String> wrong = new ArrayList<>();
        assertThat(run(wrong, example.toString(), folder.resolve("nowhere").toString()))
                .isEqualTo(2);
        assertThat(wrong).singleElement().asString().contains("is missing");

        assumeTrue(
                Stream.of(System.getenv("PATH").split(":")).anyMatch(f -> Files.isExecutable(Path.of(f, "python3"))),
                "the Python example was not run: there is no python3 here");
        List<String> python = new ArrayList<>();
        run(
                python,
                "python3",
                "native/policy/examples/decide.py",
                FOLDER.resolve("libt2drl_policy.so").toString(),
                folder.toString());
        assertThat(python).isEqualTo(c);
    }

    private static int run(List<String> lines, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = process.inputReader()) {
            output.lines().forEach(lines::add);
        }
        return process.waitFor();
    }
}
