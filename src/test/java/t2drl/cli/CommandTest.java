package t2drl.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs commands in this process and keeps what they say. */
abstract class CommandTest {
    /** A training of a second. */
    static final String SMALL = """
        users: 3
        frames: 2
        slots_per_frame: 3
        learners:
          cells: 200
          episodes: 3
          batch: 16
          hidden: 8
          warmup_slots: 1
          actor_delay_updates: 1
          replay_slots: 2000
          best_of: 2
        """;

    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();

    final CommandLine commandLine() {
        return Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    }

    /** Returns the exit code. */
    final int run(Object... words) {
        return Main.run(commandLine(), Stream.of(words).map(Object::toString).toArray(String[]::new));
    }
}
