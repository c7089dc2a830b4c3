package t2drl.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import t2drl.common.UserException;
import t2drl.policy.DecisionEngine;
import t2drl.policy.DecisionLines;

/** Decides line by line. */
@Command(
        name = "decide",
        description = {
            "Reads requests as lines of JSON from standard input and writes a trained policy's decisions as lines of"
                    + " JSON to standard output, in the same order.",
            "Wrong lines are reported on standard error and skipped; the exit code is then 1. The lines:"
                    + " docs/policy.md."
        },
        mixinStandardHelpOptions = true)
final class DecideCommand implements Callable<Integer> {
    private static final int SKIPPED_SOME = 1;

    @Spec
    private CommandSpec spec;

    @Option(names = "--policy", paramLabel = "RUN", required = true, description = "A run's folder, as train makes it.")
    private Path run;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Decides by random samples of this seed; default: without randomness.")
    private @Nullable Long seed;

    @Option(
            names = "--best-of",
            paramLabel = "N",
            description = "Lets the critic choose among the decision without randomness and N - 1 samples.")
    private @Nullable Integer bestOf;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            defaultValue = "java",
            description = DecidingEngine.NAMES + " Default: ${DEFAULT-VALUE}.")
    private DecidingEngine engine;

    private InputStream in = new FileInputStream(FileDescriptor.in);
    private OutputStream out = new FileOutputStream(FileDescriptor.out);

    /** For tests: other streams than the process's own. */
    void redirect(InputStream from, OutputStream to) {
        in = from;
        out = to;
    }

    @Override
    public Integer call() {
        if (bestOf != null) {
            Limits.bestOf(bestOf);
        }
        try (DecisionEngine loaded = engine.load(run)) {
            return decideAll(
                    new LineReader(in), new DecisionLines(choosing(loaded), new BufferedOutputStream(out, 1 << 16)));
        } catch (IOException e) {
            throw new UserException(
                    "Decisions stopped because a stream failed (%s): check both ends.".formatted(e.getMessage()), e);
        }
    }

    private DecisionEngine choosing(DecisionEngine loaded) {
        if (bestOf != null) {
            return loaded.bestOf(bestOf, seed == null ? 0 : seed);
        }
        return seed == null ? loaded : loaded.sampled(seed);
    }

    private int decideAll(LineReader lines, DecisionLines decisions) throws IOException {
        boolean skipped = false;
        while (lines.next()) {
            if (lines.blank()) {
                continue;
            }
            try {
                if (lines.tooLong()) {
                    throw new IllegalArgumentException("it is longer than %d bytes".formatted(LineReader.LONGEST));
                }
                decisions.decide(lines.bytes(), lines.start(), lines.length(), lines.number());
            } catch (IllegalArgumentException e) {
                skipped = true;
                Main.complain(spec.commandLine().getErr(), "line %d: %s.".formatted(lines.number(), e.getMessage()));
            }
            if (lines.wouldWait()) {
                decisions.flush();
            }
        }
        decisions.flush();
        return skipped ? SKIPPED_SOME : 0;
    }
}
