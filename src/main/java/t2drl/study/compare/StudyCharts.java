package t2drl.study.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import t2drl.chart.Chart;
import t2drl.chart.HeatMap;
import t2drl.chart.IntervalChart;
import t2drl.chart.LineChart;
import t2drl.chart.LineChart.Form;
import t2drl.chart.LineChart.Series;
import t2drl.chart.PairedBars;
import t2drl.chart.StackedBars;
import t2drl.study.compare.UnitResult.CurvePoint;
import t2drl.study.compare.UnitResult.TrialResult;
import t2drl.study.stats.Statistics;

/** The charts of a study's report, by the name of their files. */
final class StudyCharts {
    /** A method looks the same in every chart. */
    private static final List<String> STYLES =
            List.of("t2drl", "ddpg", "oracle", "schrs", "lfu", "best-known", "bound", "rcars", "static");

    private final StudyPlan plan;
    private final StudyResults results;
    private final StudyFindings findings;

    StudyCharts(StudyPlan plan, StudyResults results, StudyFindings findings) {
        this.plan = plan;
        this.results = results;
        this.findings = findings;
    }

    static int style(String method) {
        return Math.max(0, STYLES.indexOf(method));
    }

    Map<String, Chart> costs() {
        Map<String, Chart> charts = new LinkedHashMap<>();
        charts.put("cost", intervals("Cost: mean over seeds, 95% interval, and each seed", findings.methods()));
        List<String> close = List.of("t2drl", "ddpg", "oracle", "best-known", "static", "lfu");
        charts.put(
                "cost-close",
                intervals(
                        "The same, the closest methods alone",
                        findings.methods().stream()
                                .filter(s -> close.contains(s.method()))
                                .toList()));
        charts.put(
                "latency",
                new StackedBars(
                        "Where a request's time goes",
                        "mean latency, s",
                        List.of("uplink", "generation", "backhaul", "downlink"),
                        findings.methods().stream()
                                .filter(s -> !s.method().equals(StudyPlan.BOUND))
                                .map(s -> new StackedBars.Bar(
                                        s.method(),
                                        new double[] {s.uplink(), s.generation(), s.backhaul(), s.downlink()}))
                                .toList()));
        return charts;
    }

    private static IntervalChart intervals(String title, Iterable<MethodSummary> summaries) {
        List<IntervalChart.Row> rows = new ArrayList<>();
        for (MethodSummary s : summaries) {
            rows.add(new IntervalChart.Row(
                    s.method(),
                    style(s.method()),
                    s.costMean(),
                    s.costCi95().getFirst(),
                    s.costCi95().getLast(),
                    s.seedCosts().stream().mapToDouble(Double::doubleValue).toArray()));
        }
        return new IntervalChart(title, "cost per request, s", rows);
    }

    IntervalChart ablations() {
        List<IntervalChart.Row> rows = new ArrayList<>();
        for (MethodSummary s : findings.ablations()) {
            double[] percent = percentMore(List.of(results.of(s.method()), results.of(StudyPlan.T2DRL)));
            double mean = Statistics.mean(percent);
            var interval = MethodSummary.bootstrap().interval95(new double[][] {percent}, Statistics::mean);
            rows.add(new IntervalChart.Row(s.method(), 0, mean, interval.low(), interval.high(), percent));
        }
        return new IntervalChart(
                "Ablations: cost beyond T2DRL's, same seeds and episodes", "cost beyond T2DRL's, %", rows);
    }

    Map<String, Chart> learningCurves() {
        Map<String, Chart> charts = new LinkedHashMap<>();
        charts.put("learning-cost", curve("Cost while training", "cost per request, s", CurvePoint::cost, true));
        charts.put("learning-hits", curve("Hits while training", "hit ratio, %", p -> 100 * p.hitRatio(), false));
        charts.put(
                "learning-late",
                curve("Missed deadlines while training", "missed deadlines, %", p -> 100 * p.lateRatio(), false));
        return charts;
    }

    private LineChart curve(String title, String yTitle, ToDoubleFunction<CurvePoint> value, boolean references) {
        List<Series> lines = new ArrayList<>();
        double[] ends = {0, 0};
        for (String method : StudyPlan.LEARNED) {
            List<List<CurvePoint>> curves = results.curves(method);
            int points = curves.stream().mapToInt(List::size).min().orElse(0);
            double[] x = new double[points];
            double[][] values = new double[points][];
            for (int i = 0; i < points; i++) {
                int at = i;
                x[i] = curves.getFirst().get(i).slots() / 1000.0;
                values[i] = curves.stream()
                        .mapToDouble(c -> value.applyAsDouble(c.get(at)))
                        .toArray();
            }
            ends = new double[] {x[0], x[points - 1]};
            lines.add(line(method, x, values, Form.LINE));
        }
        if (references) {
            for (String method : List.of(StudyPlan.ORACLE, StudyPlan.RCARS)) {
                double level = Statistics.mean(StudyResults.costs(results.of(method)));
                lines.add(Series.plain(method, style(method), ends, new double[] {level, level}, Form.LINE));
            }
        }
        return new LineChart(title, "slots simulated, thousands", yTitle, lines);
    }

    Map<String, Chart> sweeps() {
        Map<String, Chart> charts = new LinkedHashMap<>();
        for (Sweep sweep : plan.sweeps()) {
            List<Series> costs = new ArrayList<>();
            List<Series> excess = new ArrayList<>();
            for (String method : StudyPlan.swept()) {
                costs.add(line(sweep, method, r -> StudyResults.costs(r.getFirst())));
                if (!method.equals(StudyPlan.RCARS) && !method.equals(StudyPlan.ORACLE)) {
                    excess.add(line(sweep, method, StudyCharts::percentMore));
                }
            }
            charts.put(
                    "sweep-" + sweep.key().replace('_', '-'),
                    new LineChart("Cost against " + sweep.title(), sweep.title(), "cost per request, s", costs));
            charts.put(
                    "sweep-" + sweep.key().replace('_', '-') + "-excess",
                    new LineChart(
                            "The same against the oracle solved anew",
                            sweep.title(),
                            "cost beyond the oracle's, %",
                            excess));
        }
        return charts;
    }

    private interface Figure {
        /** One number a seed, from a method's and the oracle's results. */
        double[] of(List<TreeMap<Long, TrialResult>> methodAndOracle);
    }

    /** What the first of two costs beyond the second, a number a seed. */
    private static double[] percentMore(List<TreeMap<Long, TrialResult>> both) {
        double[][] costs = StudyResults.onSameEpisodes(both);
        return IntStream.range(0, costs[0].length)
                .mapToDouble(i -> 100 * (costs[0][i] / costs[1][i] - 1))
                .toArray();
    }

    private Series line(Sweep sweep, String method, Figure figure) {
        double[] x = sweep.values().stream().mapToDouble(v -> v / sweep.unit()).toArray();
        double[][] values = sweep.values().stream()
                .map(v -> figure.of(
                        List.of(results.of(method, sweep.key(), v), results.of(StudyPlan.ORACLE, sweep.key(), v))))
                .toArray(double[][]::new);
        return line(method, x, values, Form.MARKED_LINE);
    }

    /** Means over seeds in a band from the least to the most; {@code values [points][seeds]}. */
    private static Series line(String method, double[] x, double[][] values, Form form) {
        return new Series(
                method,
                style(method),
                x,
                Arrays.stream(values).mapToDouble(Statistics::mean).toArray(),
                Arrays.stream(values)
                        .mapToDouble(v -> Arrays.stream(v).min().orElse(Double.NaN))
                        .toArray(),
                Arrays.stream(values)
                        .mapToDouble(v -> Arrays.stream(v).max().orElse(Double.NaN))
                        .toArray(),
                form);
    }

    /** What each method held, in percent of a state's frames, mean over seeds. */
    Map<String, Chart> caches() {
        Map<String, Chart> charts = new LinkedHashMap<>();
        int models = plan.configuration().scenario().models();
        int states = plan.configuration().scenario().popularityStates();
        for (String method : StudyPlan.compared()) {
            double[][] mean = new double[states][models];
            List<TrialResult> runs = results.of(method).values().stream()
                    .filter(r -> !r.held().isEmpty())
                    .toList();
            if (runs.isEmpty() || StudyPlan.CACHES_TOLD.contains(method)) {
                continue;
            }
            for (TrialResult run : runs) {
                for (int j = 0; j < states; j++) {
                    for (int m = 0; m < models; m++) {
                        mean[j][m] += run.held().get(j).get(m) / runs.size();
                    }
                }
            }
            charts.put(
                    "caches-" + method,
                    new HeatMap(
                            "%s: frames in which a model was cached, %%".formatted(method),
                            IntStream.rangeClosed(1, states)
                                    .mapToObj(j -> "state " + j)
                                    .toList(),
                            IntStream.rangeClosed(1, models)
                                    .mapToObj(m -> "m" + m)
                                    .toList(),
                            mean));
        }
        return charts;
    }

    /** Both allocations of T2DRL's example slots, of the first seed. */
    Map<String, Chart> examples() {
        Map<String, Chart> charts = new LinkedHashMap<>();
        List<ExampleSlot> slots = exampleSlots();
        for (int i = 0; i < slots.size(); i++) {
            ExampleSlot slot = slots.get(i);
            List<String> users = IntStream.range(0, slot.users().size())
                    .mapToObj(u -> "%d%s".formatted(u + 1, slot.users().get(u).hit() ? "" : "*"))
                    .toList();
            String title = "Slot %d: ".formatted(i + 1);
            charts.put(
                    "slot%d-bandwidth".formatted(i + 1),
                    bars(title + "bandwidth", "share, %", users, given(slot, g -> 100 * g.bandwidthShare())));
            charts.put(
                    "slot%d-steps".formatted(i + 1),
                    bars(title + "denoising steps", "steps", users, given(slot, ExampleSlot.Given::steps)));
        }
        return charts;
    }

    private static PairedBars bars(String title, String yTitle, List<String> users, double[][] values) {
        return new PairedBars(
                title,
                "user (* miss, served by the cloud)",
                yTitle,
                users,
                List.of("T2DRL", "exact allocation"),
                values);
    }

    List<ExampleSlot> exampleSlots() {
        return results.of(StudyPlan.T2DRL).firstEntry().getValue().examples();
    }

    private static double[][] given(ExampleSlot slot, ToDoubleFunction<ExampleSlot.Given> value) {
        return new double[][] {
            slot.users().stream()
                    .mapToDouble(u -> value.applyAsDouble(u.given()))
                    .toArray(),
            slot.users().stream()
                    .mapToDouble(u -> value.applyAsDouble(u.exact()))
                    .toArray()
        };
    }
}
