package t2drl.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import t2drl.config.Configuration;
import t2drl.config.ConfigurationReader;
import t2drl.study.compare.LocalRunner;
import t2drl.study.compare.Scale;
import t2drl.study.compare.StudyFolder;
import t2drl.study.compare.StudyPlan;
import t2drl.study.compare.Unit;
import t2drl.study.compare.UnitResult;
import t2drl.study.compare.UnitRunner;

/** Measures what Spark costs beside the local engine, for {@code docs/scale.md}: {@code spark/scale MASTER THREADS}. */
final class Scaling {
    private static final int EMPTY_UNITS = 400;
    private static final int REAL_UNITS = 8;

    /** Work of next to no time: two slots of one cell. */
    private static final String EMPTY = """
        {"users": 3, "frames": 1, "slots_per_frame": 2}
        """;

    /** Work of a few seconds. */
    private static final String REAL = """
        {"learners": {"episodes": 3}}
        """;

    private final PrintStream out;

    private Scaling(PrintStream out) {
        this.out = out;
    }

    /** The master and, for the local engine, as many threads as it has cores. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("Usage: spark/scale MASTER THREADS");
            System.exit(2);
        }
        Scaling scaling = new Scaling(System.out);
        scaling.shipped();
        UnitRunner local = new LocalRunner(Integer.parseInt(arguments[1]), null);
        UnitRunner spark = new SparkRunner(Master.of(arguments[0]), null);
        scaling.compare("empty", units(EMPTY, false, EMPTY_UNITS), local, spark);
        scaling.compare("real", units(REAL, true, REAL_UNITS), local, spark);
    }

    private static List<Unit> units(String configuration, boolean learned, int count) {
        String method = learned ? "t2drl" : "rcars";
        return LongStream.range(0, count)
                .mapToObj(seed -> new Unit(
                        "%s-seed%d".formatted(method, seed),
                        Unit.Part.MAIN,
                        method,
                        learned,
                        seed,
                        configuration,
                        "cpu",
                        "scaling",
                        List.of(new Unit.Trial(method, "", 0, 1, false))))
                .toList();
    }

    private void compare(String what, List<Unit> units, UnitRunner local, UnitRunner spark) {
        run(what, "local engine", units, local);
        run(what, spark.place(), units, spark);
    }

    /** One unit tells what start and end cost, and warms up. */
    private void run(String what, String place, List<Unit> units, UnitRunner runner) {
        double one = seconds(units.subList(0, 1), runner);
        double all = seconds(units, runner);
        double more = (all - one) / (units.size() - 1);
        print(
                "%s units, %s: 1 in %.2f s, %d in %.2f s: %.2f ms for each more, %.1f a second.",
                what, place, one, units.size(), all, 1e3 * more, 1 / more);
    }

    private static double seconds(List<Unit> units, UnitRunner runner) {
        long start = System.nanoTime();
        runner.run(units, new UnitRunner.Listener() {
            @Override
            public boolean stopped() {
                return false;
            }

            @Override
            public void progress(Unit unit, double part) {}

            @Override
            public void finished(Unit unit, UnitResult result) {}

            @Override
            public void failed(Unit unit, String reason) {
                throw new IllegalStateException(unit.id() + ": " + reason);
            }
        });
        return (System.nanoTime() - start) / 1e9;
    }

    /** Sizes of what goes over the network, for the full study of the default problem, and the time to keep a result. */
    private void shipped() throws IOException {
        Configuration configuration = ConfigurationReader.parse("{}", "the default problem");
        List<Unit> plan = new StudyPlan(configuration, Scale.FULL, "cpu").units();
        double[] efforts = plan.stream().mapToDouble(Unit::effort).sorted().toArray();
        print(
                "Full study: %d units, by estimate %.0f s of a core in all, the longest %.0f s, the median %.1f s.",
                plan.size(), Arrays.stream(efforts).sum(), efforts[efforts.length - 1], efforts[efforts.length / 2]);
        print(
                "A unit, serialised: %d to %d bytes.",
                plan.stream().mapToInt(Scaling::bytes).min().orElseThrow(),
                plan.stream().mapToInt(Scaling::bytes).max().orElseThrow());
        Unit largest = plan.stream()
                .max(Comparator.comparingInt(unit -> unit.trials().size()))
                .orElseThrow();
        UnitResult result = invented(largest);
        print("The largest result (%s), serialised: %d bytes.", largest.id(), bytes(result));
        Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), ".scaling");
        try (StudyFolder study = new StudyFolder(folder.resolve("study"))) {
            int times = 100;
            long start = 0;
            for (int i = 0; i < 2 * times; i++) {
                start = i == times ? System.nanoTime() : start;
                study.save(largest, result);
            }
            print("Keeping it, forced to the disk: %.2f ms.", (System.nanoTime() - start) / 1e6 / times);
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** A result of the right size. */
    private static UnitResult invented(Unit unit) {
        List<UnitResult.CurvePoint> curve = LongStream.range(0, 60)
                .mapToObj(i -> new UnitResult.CurvePoint(i, Math.sqrt((double) i), 0.3, 0.1))
                .toList();
        List<UnitResult.TrialResult> trials = unit.trials().stream()
                .map(trial -> new UnitResult.TrialResult(
                        trial,
                        new UnitResult.Figures(1, 2, 3, 4, 5, 6, 7, 8, 9),
                        LongStream.range(0, trial.episodes())
                                .mapToObj(Math::sqrt)
                                .toList(),
                        List.of(),
                        List.of(),
                        List.of()))
                .toList();
        return new UnitResult(60, 6000, curve, trials);
    }

    private static int bytes(Object object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
            stream.writeObject(object);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.size();
    }

    private void print(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
    }
}
