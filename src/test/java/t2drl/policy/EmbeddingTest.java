package t2drl.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.testing.EmbeddingExample;
import t2drl.testing.TestPolicies;

/** Another program needs what the policy jar holds, and nothing else. */
class EmbeddingTest {
    @TempDir
    Path folder;

    @Test
    void theDocumentedExampleIsTheTestedOne() throws IOException {
        String example = Files.readString(Path.of("src/test/java/t2drl/testing/EmbeddingExample.java"));

        assertThat(Files.readString(Path.of("docs/policy.md")))
                .contains(example.substring(example.indexOf("import")).strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--add-modules=jdk.incubator.vector", "--limit-modules=java.base"})
    void theExampleRunsOnTheClassesOfThePolicyJarWithVectorsAndWithout(String option) throws Exception {
        Path run = Files.createDirectory(folder.resolve("run"));
        PolicyFiles.save(run, TestPolicies.random(Family.SHARED, AgentKind.D3PG, 2));
        Path classes = folder.resolve("classes");
        copyPolicyJar(placeOf(PolicyEngine.class), classes);
        String example = EmbeddingExample.class.getName().replace('.', '/') + ".class";
        copy(placeOf(EmbeddingExample.class), example, classes);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        option,
                        "-cp",
                        classes.toString(),
                        EmbeddingExample.class.getName(),
                        run.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).containsPattern("\\[0\\.\\d+, 0\\.\\d+, 0\\.\\d+] \\[");
    }

    /** The files that pom.xml puts into the policy jar. */
    private static void copyPolicyJar(Path from, Path to) throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String jar = pom.substring(pom.indexOf("<id>policy-jar</id>"));
        List<PathMatcher> includes = Pattern.compile("<include>(.*)</include>")
                .matcher(jar.substring(0, jar.indexOf("</execution>")))
                .results()
                .map(MatchResult::group)
                .map(include -> include.replaceAll("</?include>", ""))
                .map(include -> FileSystems.getDefault().getPathMatcher("glob:" + include))
                .toList();
        assertThat(includes).isNotEmpty();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(from)) {
            files = walk.filter(Files::isRegularFile).map(from::relativize).toList();
        }
        for (Path file : files) {
            if (includes.stream().anyMatch(include -> include.matches(file))) {
                copy(from, file.toString(), to);
            }
        }
    }

    private static void copy(Path from, String file, Path to) throws IOException {
        Files.createDirectories(to.resolve(file).getParent());
        Files.copy(from.resolve(file), to.resolve(file));
    }

    private static Path placeOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
