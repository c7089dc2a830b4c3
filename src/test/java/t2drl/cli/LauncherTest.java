package t2drl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the launcher in a project, with JDKs and a Maven, that are all made of small scripts. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final List<String> TOOLS =
            List.of("readlink", "dirname", "sed", "find", "head", "mkdir", "rm", "touch", "flock", "sleep");

    @TempDir
    private Path dir;

    private Path project;
    private Path bin;
    private Path jar;

    record Result(int exit, String out, String err) {}

    @BeforeEach
    void makeProject() throws IOException {
        project = Files.createDirectories(dir.resolve("a project"));
        Files.copy(Path.of("t2drl"), project.resolve("t2drl"));
        Files.createDirectories(project.resolve("src/main"));
        Files.writeString(project.resolve("pom.xml"), "");
        jar = project.resolve("target/t2drl.jar");
        bin = Files.createDirectories(dir.resolve("bin"));
        for (String tool : TOOLS) {
            for (String folder : List.of("/bin", "/usr/bin")) {
                Path real = Path.of(folder, tool);
                if (Files.exists(real) && !Files.exists(bin.resolve(tool))) {
                    script(bin.resolve(tool), "exec " + real + " \"$@\"");
                }
            }
        }
    }

    @Test
    void withoutAJdk25SaysHowToGetOne() throws Exception {
        makeJdk("jdks/old", "21.0.4");
        makeMaven("touch target/t2drl.jar");

        Result result = launch(Map.of("JAVA_HOME", dir.resolve("jdks/old").toString()), "train");

        assertThat(result.exit).isEqualTo(2);
        assertThat(result.err.lines()).singleElement().asString().contains("JDK 25", "install", "JAVA_HOME");
        assertThat(project.resolve("target")).doesNotExist();
    }

    @Test
    void withoutMavenSaysHowToGetIt() throws Exception {
        makeJdk("jdks/new", "25.0.1");

        Result result = launch(Map.of(), "train");

        assertThat(result.exit).isEqualTo(2);
        assertThat(result.err.lines()).singleElement().asString().contains("Maven", "install");
    }

    @Test
    void buildsOnceThenOnlyWhenSourcesAreNewer() throws Exception {
        makeJdk("jdks/new", "25");
        makeMaven("echo built >> target/log; touch target/t2drl.jar");

        assertThat(launch(Map.of(), "--version").err).isEqualTo("t2drl: building...\n");
        assertThat(launch(Map.of(), "--version").err).isEmpty();
        Files.createFile(project.resolve("src/main/New.java"));
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
        assertThat(launch(Map.of(), "--version").err).isEqualTo("t2drl: building...\n");

        assertThat(project.resolve("target/log")).content().isEqualTo("built\nbuilt\n");
    }

    @Test
    void aFailedBuildLeavesNothingToRun() throws Exception {
        makeJdk("jdks/new", "25");
        makeMaven("touch target/t2drl.jar; echo 'compilation error'; exit 1");

        Result result = launch(Map.of());

        assertThat(result.exit).isEqualTo(1);
        assertThat(result.out).isEmpty();
        assertThat(result.err).contains("compilation error", "the build failed");
        assertThat(jar).doesNotExist();
    }

    @Test
    void twoLaunchesBuildOnce() throws Exception {
        assumeTrue(Files.exists(bin.resolve("flock")));
        makeJdk("jdks/new", "25");
        makeMaven("echo built >> target/log; sleep 0.2; touch target/t2drl.jar");

        Process first = start(project, Map.of(), project.resolve("t2drl").toString());
        Process second = start(project, Map.of(), project.resolve("t2drl").toString());

        assertThat(first.waitFor()).isEqualTo(7);
        assertThat(second.waitFor()).isEqualTo(7);
        assertThat(project.resolve("target/log")).content().isEqualTo("built\n");
    }

    @Test
    void passesArgumentsFolderAndExitCodeThroughALink() throws Exception {
        makeJdk("jdks/new", "26-ea");
        makeMaven("touch target/t2drl.jar");
        Path elsewhere = Files.createDirectories(dir.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), project.resolve("t2drl"));

        Result result = run(elsewhere, Map.of(), link.toString(), "train", "two words", "*");

        assertThat(result.exit).isEqualTo(7);
        assertThat(result.out.lines())
                .contains("in " + elsewhere.toRealPath(), "<train>", "<two words>", "<*>", "<t2drl.cli.Main>");
    }

    @Test
    void buildsTheModuleForSparkWhenAskedForIt() throws Exception {
        makeJdk("jdks/new", "25");
        Files.createDirectories(project.resolve("spark/src/main"));
        Files.createDirectories(project.resolve("spark/target"));
        Files.writeString(project.resolve("spark/pom.xml"), "");
        makeMaven("""
            case "$*" in
                */spark/pom.xml*) echo spark >> target/log; touch spark/target/t2drl-spark.jar ;;
                *) echo program >> target/log; touch target/t2drl.jar ;;
            esac\
            """);

        assertThat(launch(Map.of(), "compare", "--engine", "local", "--out", "spark").out)
                .doesNotContain("t2drl-spark");
        assertThat(launch(Map.of(), "compare", "--engine", "spark").out).doesNotContain("t2drl-spark");
        Result first = launch(Map.of(), "compare", "--engine", "spark", "--master", "local[2]");
        Result second = launch(Map.of(), "compare", "--master=local[2]", "--engine=spark");

        assertThat(project.resolve("target/log")).content().isEqualTo("program\nspark\n");
        assertThat(first.err).startsWith("t2drl: building for Spark");
        assertThat(second.err).isEmpty();
        assertThat(List.of(first.out, second.out))
                .allSatisfy(out -> assertThat(out)
                        .contains("<@" + project + "/spark/java-options>", project + "/spark/target/t2drl-spark.jar:"));
    }

    @ParameterizedTest
    @CsvSource({"C, C.UTF-8", "POSIX, C.UTF-8", "'', C.UTF-8", "de_DE.UTF-8, de_DE.UTF-8"})
    void takesFileNamesForUtf8WhereThereIsNoLocale(String locale, String used) throws Exception {
        makeJdk("jdks/new", "25");
        makeMaven("touch target/t2drl.jar");

        assertThat(launch(Map.of("LC_ALL", locale)).out).contains("locale " + used + "\n");
    }

    @Test
    void findsTheJdkOnThePath() throws Exception {
        Path jdk = makeJdk("somewhere/jdk", "25.0.2");
        makeMaven("touch target/t2drl.jar");
        Files.createSymbolicLink(bin.resolve("javac"), jdk.resolve("bin/javac"));

        assertThat(launch(Map.of()).exit).isEqualTo(7);
    }

    private Path makeJdk(String path, String version) throws IOException {
        Path jdk = Files.createDirectories(dir.resolve(path));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(jdk.resolve("bin/javac"), "");
        script(jdk.resolve("bin/java"), "echo in $(pwd)\necho locale $LC_ALL\nfor a; do echo \"<$a>\"; done\nexit 7");
        return jdk;
    }

    private void makeMaven(String body) throws IOException {
        script(bin.resolve("mvn"), "cd '" + project + "'\n" + body);
    }

    private static void script(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Result launch(Map<String, String> environment, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(project.resolve("t2drl").toString()));
        command.addAll(List.of(args));
        return run(dir, environment, command.toArray(String[]::new));
    }

    private Result run(Path folder, Map<String, String> environment, String... command) throws Exception {
        Process process = start(folder, environment, command);
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        return new Result(process.waitFor(), out, err);
    }

    private Process start(Path folder, Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", bin.toString(),
                        "HOME", dir.toString(),
                        "T2DRL_JDK_DIRS", dir.resolve("jdks").toString()));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
