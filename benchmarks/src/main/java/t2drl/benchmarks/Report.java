package t2drl.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects results and lays them out. */
final class Report {
    private final Machine machine;
    private final boolean quick;
    private final @Nullable String only;
    private final Map<String, Measurement.Result> results = new LinkedHashMap<>();
    private final Map<String, String> failures = new LinkedHashMap<>();
    private @Nullable Start start;
    private @Nullable EngineTiming engine;

    /** {@code only}: of which names, if not of all. */
    Report(Machine machine, boolean quick, @Nullable String only) {
        this.machine = machine;
        this.quick = quick;
        this.only = only;
    }

    void add(Measurement.Result result) {
        results.merge(result.measurement().name(), result, Measurement.Result::and);
    }

    void fail(Measurement measurement, String reason) {
        failures.put(measurement.name(), reason);
    }

    void start(Start measured) {
        start = measured;
    }

    void engine(EngineTiming measured) {
        engine = measured;
    }

    /** Reasons by name. */
    Map<String, String> failures() {
        return failures;
    }

    /** FLOP/s of one core. */
    private double peak() {
        Measurement.Result peak = results.get("peak/" + Measurement.OURS);
        return peak == null ? Double.NaN : peak.rate();
    }

    private Measurement.@Nullable Result ours(Measurement.Result of) {
        return results.get(of.measurement().key() + "/" + Measurement.OURS);
    }

    /** What stands in {@code --json}: times in ns a call, rates in 10^9/s, ratios above 1 where we are faster. */
    Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", machine);
        all.put("quick", quick);
        if (only != null) {
            all.put("only", only);
        }
        all.put("peak_gflops", peak() / 1e9);
        Map<String, Object> figures = new LinkedHashMap<>();
        Map<String, Double> ratios = new LinkedHashMap<>();
        Map<String, Double> equal = new LinkedHashMap<>();
        for (Measurement.Result r : results.values()) {
            Measurement m = r.measurement();
            figures.put(m.name(), figure(r));
            Measurement.Result ours = ours(r);
            if (!m.ours() && ours != null) {
                ratios.put(m.name(), r.least() / ours.least());
                equal.put(m.name(), ours.rate() / r.rate());
            }
        }
        all.put("results", figures);
        all.put("ratios", ratios);
        all.put("ratios_at_equal_arithmetic", equal);
        if (start != null) {
            all.put("start", start);
        }
        if (engine != null) {
            all.put("engine", engine);
        }
        all.put(
                "targets",
                Targets.of(results, peak(), start, engine).stream()
                        .map(Report::target)
                        .toList());
        all.put("failures", failures);
        return all;
    }

    private Map<String, Object> figure(Measurement.Result r) {
        Measurement m = r.measurement();
        Map<String, Object> figure = new LinkedHashMap<>();
        figure.put("least_ns", r.least());
        figure.put("median_ns", r.median());
        figure.put("mean_ns", r.statistics().getMean());
        figure.put("error_ns", r.statistics().getMeanErrorAt(0.999));
        figure.put("amount", m.amount());
        figure.put("unit", m.unit());
        figure.put("per_second", r.rate());
        if (m.countsFlops()) {
            figure.put("gflops", r.rate() / 1e9);
            figure.put("of_peak", r.rate() / peak());
        }
        if (r.allocatedBytes() != null) {
            figure.put("allocated_bytes", r.allocatedBytes());
        }
        figure.put("jmh_bytes", r.jmhBytes());
        return figure;
    }

    private static Map<String, Object> target(Targets.Target t) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", t.name());
        map.put("measured", t.measured());
        map.put("relation", t.relation());
        map.put("aim", t.aim());
        map.put("unit", t.unit());
        map.put("verdict", t.verdict());
        return map;
    }

    /** One result for the terminal. */
    static String line(Measurement.Result r) {
        String rate = r.measurement().countsFlops()
                ? format("%.1f Gflop/s", r.rate() / 1e9)
                : format("%.4g %s/s", r.rate(), r.measurement().unit());
        return time(r.least()) + format(" (median %s), ", time(r.median())) + rate;
    }

    private static String time(double nanos) {
        return nanos < 1e3
                ? format("%.1f ns", nanos)
                : nanos < 1e6
                        ? format("%.2f us", nanos / 1e3)
                        : nanos < 1e9 ? format("%.3f ms", nanos / 1e6) : format("%.3f s", nanos / 1e9);
    }

    /** Ratios and targets for the terminal. */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append(format("Peak: %.1f Gflop/s on one core of %s.%n%n", peak() / 1e9, machine.processor()));
        for (List<String> row : targetRows()) {
            text.append(format("%-50s %12s  %-28s %s%n", row.get(0), row.get(1), row.get(2), row.get(3)));
        }
        if (engine != null) {
            text.append("\n").append(engine.jitter()).append("\n");
        }
        failures.forEach((name, reason) -> text.append(format("%s failed: %s%n", name, reason)));
        return text.toString();
    }

    private List<List<String>> targetRows() {
        List<List<String>> rows = new ArrayList<>();
        for (Targets.Target t : Targets.of(results, peak(), start, engine)) {
            String measured = t.measured() == null ? "" : format("%.3g", t.measured());
            rows.add(List.of(
                    t.name(), measured, format("%s %s %s", t.relation(), number(t.aim()), t.unit()), t.verdict()));
        }
        return rows;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    /** Everything as tables. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("# %s, %s\n\n".formatted(machine.processor(), machine.date().substring(0, 10)));
        text.append(
                "`benchmarks/run%s%s`, %s, %d processors, %d-bit vectors, %s, Java %s. One thread where the name does not say `threads2`. Peak of one core: **%s Gflop/s**.\n\n"
                        .formatted(
                                quick ? " --quick" : "",
                                only == null ? "" : " --only '" + only + "'",
                                machine.version(),
                                machine.processors(),
                                machine.vectorBits(),
                                machine.system(),
                                machine.java(),
                                format("%.1f", peak() / 1e9)));
        text.append("## Targets\n\n");
        table(text, List.of("target", "measured", "aim", "verdict"), targetRows());
        text.append("\n## All figures\n\n");
        text.append("*time* is the fastest round's, which all other columns but the median are made of: the machine has"
                + " other guests. *faster* is a peer's time over ours; *at equal arithmetic* our Gflop/s over the"
                + " peer's, each with the operations that it runs.\n\n");
        List<List<String>> rows = new ArrayList<>();
        for (Measurement.Result r : results.values()) {
            rows.add(row(r));
        }
        table(
                text,
                List.of(
                        "what",
                        "library",
                        "time",
                        "median",
                        "Mflop",
                        "rate",
                        "of peak",
                        "faster",
                        "at equal arithmetic",
                        "B/op"),
                rows);
        if (engine != null) {
            text.append("\n## Policy engines\n\n");
            table(text, List.of("one cell", "calls", "p50, us", "p99, us"), engineRows(engine));
            text.append("\n").append(engine.jitter()).append("\n\n");
            table(text, List.of("batch of 64", "us a cell", "Gflop/s", "of peak"), batchRows(engine));
        }
        failures.forEach((name, reason) -> text.append("\n%s failed: %s\n".formatted(name, reason)));
        return text.toString();
    }

    private static List<List<String>> engineRows(EngineTiming engine) {
        return engine.decisions().stream()
                .map(d -> List.of(
                        d.what(),
                        Integer.toString(d.calls()),
                        format("%.2f", d.medianMicros()),
                        format("%.2f", d.p99Micros())))
                .toList();
    }

    private static List<List<String>> batchRows(EngineTiming engine) {
        return engine.batches().stream()
                .map(b -> List.of(
                        b.what(),
                        format("%.2f", b.microsACell()),
                        format("%.1f", b.gflops()),
                        format("%.0f%%", 100 * b.gflops() / engine.peakGflops())))
                .toList();
    }

    private List<String> row(Measurement.Result r) {
        Measurement m = r.measurement();
        Measurement.Result ours = ours(r);
        boolean peer = !m.ours() && ours != null;
        return List.of(
                m.key(),
                m.library(),
                time(r.least()),
                time(r.median()),
                m.countsFlops() ? format("%.4g", m.amount() / 1e6) : "",
                m.countsFlops() ? format("%.1f Gflop/s", r.rate() / 1e9) : format("%.4g %s/s", r.rate(), m.unit()),
                m.countsFlops() ? format("%.0f%%", 100 * r.rate() / peak()) : "",
                peer ? format("%.2f", r.least() / ours.least()) : "",
                peer ? format("%.2f", ours.rate() / r.rate()) : "",
                r.allocatedBytes() == null ? "" : format("%.4g", r.allocatedBytes()));
    }

    private static void table(StringBuilder text, List<String> head, List<List<String>> rows) {
        text.append("| %s |\n|%s\n".formatted(String.join(" | ", head), " --- |".repeat(head.size())));
        for (List<String> row : rows) {
            text.append("| %s |\n".formatted(String.join(" | ", row)));
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // the formats above are constants
    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
