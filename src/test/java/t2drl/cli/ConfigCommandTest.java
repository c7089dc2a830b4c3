package t2drl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import t2drl.config.Configuration;
import t2drl.config.ConfigurationPrinter;
import t2drl.config.ConfigurationReader;
import t2drl.testing.Program;

class ConfigCommandTest extends CommandTest {
    @TempDir
    private Path folder;

    @Test
    void printsTheDefaults() {
        assertThat(run("config")).isZero();
        assertThat(ConfigurationReader.parse(out.toString(), "out")).isEqualTo(Configuration.defaults());
    }

    @Test
    void resolvesAFileAndWritesJson() throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), "U: 5");
        Path json = folder.resolve("c.json");

        assertThat(run("config", "--config", file.toString(), "--json", json.toString()))
                .isZero();

        Configuration configuration = ConfigurationReader.read(json);
        assertThat(configuration.scenario().users()).isEqualTo(5);
        assertThat(ConfigurationReader.parse(out.toString(), "out")).isEqualTo(configuration);
    }

    @Test
    void aBadFileIsExitCodeTwoAndWritesNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), "users: -1");
        Path json = folder.resolve("c.json");

        assertThat(run("config", "--config", file.toString(), "--json", json.toString()))
                .isEqualTo(2);

        assertThat(err.toString()).contains("users must be between").doesNotContain("\tat ");
        assertThat(out.toString()).isEmpty();
        assertThat(json).doesNotExist();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void writesJsonToStandardOutputToo() throws IOException, InterruptedException {
        List<String> command = Program.command(List.of("config", "--json", "/dev/stdout"));

        Path file = Files.writeString(folder.resolve("out"), "before\n");
        Process toFile = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile()))
                .start();
        assertThat(toFile.waitFor()).isZero();
        Process toPipe = new ProcessBuilder(command).start();
        String piped = new String(toPipe.getInputStream().readAllBytes(), UTF_8);
        assertThat(toPipe.waitFor()).isZero();

        Configuration defaults = Configuration.defaults();
        assertThat(piped).isEqualTo(ConfigurationPrinter.json(defaults) + ConfigurationPrinter.yaml(defaults));
        assertThat(file).hasContent("before\n" + piped);
    }
}
