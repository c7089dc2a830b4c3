package t2drl.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs measurements in processes of their own. */
final class Jmh {
    /** How many rounds a measurement takes. Our own code warms up longer: the JIT needs seconds for it. */
    enum Pace {
        QUICK(16, 5, 10),
        FULL(32, 8, 16);

        private final int ourWarmUps;
        private final int peerWarmUps;
        private final int rounds;

        Pace(int ourWarmUps, int peerWarmUps, int rounds) {
            this.ourWarmUps = ourWarmUps;
            this.peerWarmUps = peerWarmUps;
            this.rounds = rounds;
        }
    }

    /** So short that some rounds are undisturbed on a machine that is not ours alone. */
    private static final TimeValue ROUND = TimeValue.milliseconds(250);

    /** As the launcher starts the program. */
    static final List<String> JVM = List.of(
            "-XX:+UseG1GC",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=dontinline,t2drl.kernel.vector.Bf16Library::*",
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED");

    private final Pace pace;
    private final Path work;
    private final PrintStream log;

    /** {@code work} is a folder for what libraries unpack, {@code log} takes what JMH says. */
    Jmh(Pace pace, Path work, PrintStream log) {
        this.pace = pace;
        this.work = work;
        this.log = log;
    }

    /** Measures in a new process. */
    Measurement.Result run(Measurement m) throws RunnerException, IOException {
        Path allocation = work.resolve("allocation.txt");
        Files.deleteIfExists(allocation);
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(m.benchmark().getName()) + "\\.")
                .forks(1)
                .warmupIterations(Measurement.isThisProgram(m.library()) ? pace.ourWarmUps : pace.peerWarmUps)
                .warmupTime(ROUND)
                .measurementIterations(pace.rounds)
                .measurementTime(ROUND)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .jvmArgs(JVM.toArray(String[]::new))
                .jvmArgsAppend(
                        "--sun-misc-unsafe-memory-access=allow", // JMH and the peers' bindings use it
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-Dai.djl.offline=true",
                        "-DENGINE_CACHE_DIR=" + work.resolve("djl"),
                        "-DDJL_CACHE_DIR=" + work.resolve("djl"),
                        "-Dorg.bytedeco.javacpp.cachedir=" + work.resolve("javacpp"),
                        "-D" + Allocation.FILE + "=" + allocation);
        m.parameters().forEach(options::param);
        Collection<RunResult> results =
                new Runner(options.build(), OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL)).run();
        RunResult result = results.iterator().next();
        double[] rounds = result.getAggregatedResult().getIterationResults().stream()
                .mapToDouble(round -> round.getPrimaryResult().getScore())
                .toArray();
        return new Measurement.Result(m, rounds, bytes(result), m.ours() ? exactBytes(allocation) : null);
    }

    private static double bytes(RunResult result) {
        Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
        return bytes == null ? Double.NaN : bytes.getScore();
    }

    private static @Nullable Double exactBytes(Path file) throws IOException {
        return Files.exists(file) ? Double.valueOf(Files.readString(file)) : null;
    }
}
