package t2drl.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import t2drl.common.AtomicFiles;
import t2drl.common.Json;
import t2drl.common.UserException;
import t2drl.kernel.vector.VectorDevice;

/** Measures, compares and reports. */
@Command(
        name = "benchmarks/run",
        description = {
            "Times our CPU kernels and, in the same run, what others offer for the same computation, whose results are"
                    + " first checked against ours.",
            "Writes results.json and results.md to a folder of this machine and date in benchmarks/results/.",
            "Keep the machine quiet: whatever else runs counts."
        })
final class Main implements Callable<Integer> {
    private static final String START = "start";
    private static final String ENGINE = "engine";

    @Option(
            names = "--quick",
            description = "Only what the targets need, with fewer rounds: under five minutes on two cores.")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results to this file, too.")
    private @Nullable Path json;

    @Option(
            names = "--only",
            paramLabel = "REGEX",
            description = "Only measurements whose name contains a match, and the peak: '^update/256', 'onnxruntime'.")
    private @Nullable String only;

    @Option(names = "--list", description = "Name the measurements, and measure nothing.")
    private boolean list;

    @Option(names = "--results", paramLabel = "DIR", description = "Write the folder of this run there instead.")
    private @Nullable Path results;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this.")
    @SuppressWarnings("unused") // picocli asks for it
    private boolean help;

    private Main() {}

    public static void main(String... arguments) {
        CommandLines.run(new Main(), arguments);
    }

    @Override
    public Integer call() throws IOException {
        if (json != null) {
            AtomicFiles.requireWritable(json);
        }
        int processors = Runtime.getRuntime().availableProcessors();
        List<Measurement> plan = chosen(
                quick
                        ? Plan.quick(processors)
                        : Plan.full(processors, VectorDevice.bf16Missing().isEmpty()));
        if (list) {
            plan.stream().map(Measurement::name).distinct().forEach(System.out::println);
            List.of(ENGINE, START).stream().filter(this::chosen).forEach(System.out::println);
            return 0;
        }
        Machine machine = Machine.here();
        Path folder = folder(machine);
        Path work = Files.createDirectories(home().resolve("target/work"));
        Report report = new Report(machine, quick, only);
        try (PrintStream log = new PrintStream(Files.newOutputStream(work.resolve("jmh.log")), true)) {
            measure(plan, new Jmh(quick ? Jmh.Pace.QUICK : Jmh.Pace.FULL, work, log), report);
            if (chosen(ENGINE)) {
                System.out.println("engine: decisions of policy engines, each call timed");
                report.engine(EngineTiming.measure(quick, work));
            }
            if (chosen(START)) {
                System.out.println("start: fresh processes, to the first decision and to full speed");
                report.start(Start.measure(quick));
            }
        }
        AtomicFiles.write(folder.resolve("results.json"), Json.pretty(report.json()));
        AtomicFiles.write(folder.resolve("results.md"), report.markdown());
        if (json != null) {
            AtomicFiles.write(json, Json.pretty(report.json()));
        }
        System.out.print("\n" + report.text());
        System.out.println("\nWritten to " + folder);
        return report.failures().isEmpty() ? 0 : 1;
    }

    /** The chosen ones, and the peak, without which there are no parts of it. */
    private List<Measurement> chosen(List<Measurement> plan) {
        List<Measurement> chosen =
                plan.stream().filter(m -> chosen(m.name())).collect(Collectors.toCollection(ArrayList::new));
        if (chosen.isEmpty() && !chosen(START) && !chosen(ENGINE)) {
            throw new UserException("--only %s matches no measurement: --list names them.".formatted(only));
        }
        if (!chosen.contains(plan.getFirst())) {
            chosen.addFirst(plan.getFirst());
        }
        return chosen;
    }

    private boolean chosen(String name) {
        try {
            return only == null || Pattern.compile(only).matcher(name).find();
        } catch (PatternSyntaxException e) {
            throw new UserException("--only takes a regular expression, and %s is none: %s."
                    .formatted(only, e.getDescription().toLowerCase(Locale.ROOT)));
        }
    }

    /** The folder {@code benchmarks}. */
    private static Path home() {
        return Path.of(System.getProperty("t2drl.benchmarks.home", "")).toAbsolutePath();
    }

    private Path folder(Machine machine) throws IOException {
        String date = LocalDateTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmm"));
        Path parent = results != null ? results : home().resolve("results");
        return Files.createDirectories(parent.resolve(machine.slug() + "-" + date))
                .toAbsolutePath();
    }

    private static void measure(List<Measurement> plan, Jmh jmh, Report report) {
        long start = System.nanoTime();
        for (int i = 0; i < plan.size(); i++) {
            Measurement m = plan.get(i);
            String said;
            try {
                Measurement.Result result = jmh.run(m);
                report.add(result);
                said = Report.line(result);
            } catch (RunnerException | IOException | RuntimeException e) {
                String reason = reason(e);
                report.fail(m, reason);
                said = "failed: " + reason;
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            long left = Math.round(seconds / (i + 1) * (plan.size() - i - 1));
            System.out.printf(
                    Locale.ROOT,
                    "[%2d/%d] %-36s %s  (%d:%02d left)%n",
                    i + 1,
                    plan.size(),
                    m.name(),
                    said,
                    left / 60,
                    left % 60);
        }
    }

    /** The first reason, in one line: JMH wraps what its process threw. */
    private static String reason(Throwable e) {
        Throwable inner =
                e.getCause() != null ? e.getCause() : e.getSuppressed().length > 0 ? e.getSuppressed()[0] : null;
        if (inner != null) {
            return reason(inner);
        }
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.lines().findFirst().orElse("unknown") + " (more in benchmarks/target/work/jmh.log)";
    }
}
