package t2drl.cli;

import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import t2drl.common.DivergedException;
import t2drl.common.Texts;
import t2drl.common.UserException;
import t2drl.common.Version;
import t2drl.kernel.DeviceException;

/**
 * The command line, {@code t2drl}. Exit codes: 0 success, 1 a failure (a check that did not pass, a training that
 * diverged, a fault of the program), 2 something the user got wrong.
 */
@Command(
        name = "t2drl",
        description = "Two-timescale deep reinforcement learning for edge caching and resource allocation.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionLine.class,
        subcommands = {
            TrainCommand.class,
            EvaluateCommand.class,
            CompareCommand.class,
            DecideCommand.class,
            ExportCommand.class,
            ConfigCommand.class,
            FitCommand.class,
            MeasureCommand.class,
            VerifyCommand.class,
            SelfCheckCommand.class,
            BenchCommand.class,
            DoctorCommand.class
        })
public final class Main {
    static final int USER_ERROR = 2;

    private static final int LONGEST_FAULT = 1000;

    private Main() {}

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(commandLine(), args));
    }

    /** Runs {@code line} and returns the exit code. */
    static int run(CommandLine line, String... args) {
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            return userError(
                    line,
                    "This needs more memory than the %d MB that Java may take: make the configuration or --episodes smaller, or set JAVA_TOOL_OPTIONS=-Xmx with more."
                            .formatted(Runtime.getRuntime().maxMemory() >> 20));
        }
    }

    static CommandLine commandLine() {
        return withHandlers(new CommandLine(new Main()));
    }

    /** {@code line}, a command or all of them, with sentences in place of stack traces. */
    static CommandLine withHandlers(CommandLine line) {
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false) // a word that begins with @ is no file of more words
                .registerConverter(Path.class, Main::path)
                .registerConverter(DecidingEngine.class, DecidingEngine::named)
                .setParameterExceptionHandler((e, args) -> userError(
                        e.getCommandLine(),
                        "%s; see %s --help."
                                .formatted(
                                        Texts.shorten(e.getMessage(), LONGEST_FAULT),
                                        e.getCommandLine().getCommandSpec().qualifiedName())))
                .setExecutionExceptionHandler((e, command, result) -> {
                    if (e instanceof UserException || e instanceof DeviceException) {
                        return userError(command, e.getMessage());
                    }
                    if (e instanceof DivergedException) {
                        complain(command.getErr(), e.getMessage());
                        return command.getCommandSpec().exitCodeOnExecutionException();
                    }
                    throw e;
                });
    }

    private static Path path(String word) {
        try {
            return Path.of(word);
        } catch (InvalidPathException e) {
            throw new CommandLine.TypeConversionException(Texts.quote(word) + " cannot be the name of a file here");
        }
    }

    private static int userError(CommandLine line, String message) {
        complain(line.getErr(), message);
        return USER_ERROR;
    }

    /** Prints one sentence on what is wrong, whatever the names of files in it hold. */
    static void complain(PrintWriter messages, String sentence) {
        messages.println("t2drl: " + Texts.sentence(sentence));
        messages.flush();
    }

    static final class VersionLine implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"t2drl " + Version.current()};
        }
    }
}
