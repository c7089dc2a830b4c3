package t2drl.benchmarks;

import picocli.CommandLine;
import t2drl.common.UserException;

/** How the programs here are run from a command line. */
public final class CommandLines {
    private CommandLines() {}

    /** Runs {@code command} and ends this process; what the user got wrong is one sentence. */
    public static void run(Object command, String... arguments) {
        CommandLine line = new CommandLine(command);
        line.setExecutionExceptionHandler((e, _, _) -> {
            if (e instanceof UserException) {
                System.err.println(line.getCommandName() + ": " + e.getMessage());
                return 2;
            }
            throw e;
        });
        System.exit(line.execute(arguments));
    }
}
