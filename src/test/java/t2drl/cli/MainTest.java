package t2drl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import t2drl.common.UserException;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(CommandLine line, String... args) {
        return line.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @Test
    void printsItsVersion() {
        assertThat(run(Main.commandLine(), "--version")).isZero();
        assertThat(out.toString()).matches("t2drl \\d+\\.\\d+.*\\R");
    }

    @Test
    void anUnknownOptionIsOneSentenceAndExitCodeTwo() {
        assertThat(run(Main.commandLine(), "--no-such-option")).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains("--no-such-option");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aUserExceptionIsOneSentenceAndExitCodeTwo() {
        @Command(name = "fails")
        class Fails implements Runnable {
            @Override
            public void run() {
                throw new UserException("users is -1 in c.yaml: give a positive number.");
            }
        }
        CommandLine line = Main.commandLine().addSubcommand(new Fails());

        assertThat(run(line, "fails")).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("t2drl: users is -1 in c.yaml: give a positive number.%n".formatted());
    }
}
