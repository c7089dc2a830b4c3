package t2drl.study.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import t2drl.common.AtomicFiles;
import t2drl.common.Json;
import t2drl.study.Evaluation;
import t2drl.study.EvaluationTable;
import t2drl.study.Versions;
import t2drl.study.chart.Chart;
import t2drl.study.stats.Bootstrap;
import t2drl.study.stats.Statistics;

/** Writes what a study found: a page for people, a summary for programs, charts for slides, and pages for the documentation. */
public final class StudyReport {
    public static final String FILE = "report.html";
    public static final String SUMMARY = "summary.json";
    private static final String CHARTS = "charts";
    private static final String DOCS = "docs";
    private static final String CSS = "/t2drl/report.css";

    private final StudyPlan plan;
    private final StudyResults results;
    private final StudyCharts charts;
    private final Map<String, MethodSummary> methods = new LinkedHashMap<>();
    private final List<MethodSummary> ablations = new ArrayList<>();
    private final List<Claim> claims;

    private StudyReport(StudyPlan plan, StudyResults results) {
        this.plan = plan;
        this.results = results;
        charts = new StudyCharts(plan, results);
        for (String method : StudyPlan.compared()) {
            if (results.has(method)) {
                methods.put(method, MethodSummary.of(results, method));
            }
        }
        for (String method : StudyPlan.ablated()) {
            if (results.has(method)) {
                ablations.add(MethodSummary.of(results, method));
            }
        }
        claims = Claim.of(results, methods);
    }

    /** The main figures as text, for a terminal. */
    public static String table(StudyPlan plan, StudyResults results) {
        return EvaluationTable.text(new StudyReport(plan, results)
                .methods.values().stream()
                        .map(s -> new Evaluation(
                                s.method(),
                                s.episodes(),
                                s.seeds(),
                                s.costMean(),
                                s.costCi95(),
                                s.latency(),
                                s.tv(),
                                s.hitRatio(),
                                s.lateRatio(),
                                s.decisionUs(),
                                s.gapClosed()))
                        .toList());
    }

    /** What {@value #SUMMARY} holds. */
    private record Summary(
            String program,
            String scale,
            int seeds,
            int trainingEpisodes,
            int evaluationEpisodes,
            List<MethodSummary> methods,
            List<Claim> claims,
            List<MethodSummary> ablations,
            List<SweepPoint> sweeps,
            List<Aggregate> allScenarios) {}

    private record SweepPoint(String key, double value, String method, int seeds, double costMean, double gapClosed) {}

    /** The gap closed over all points of all sweeps, a stratum each. */
    private record Aggregate(
            String method, double gapMean, List<Double> gapMeanCi95, double gapIqm, List<Double> gapIqmCi95) {}

    /** Writes everything into the study's folder. */
    public static void write(StudyPlan plan, StudyResults results, Path folder) {
        new StudyReport(plan, results).write(folder);
    }

    private void write(Path folder) {
        AtomicFiles.write(folder.resolve(SUMMARY), Json.pretty(summary()));
        Map<String, Chart> all = new LinkedHashMap<>();
        StringBuilder html = new StringBuilder(head());
        html.append(claimsSection());
        html.append(section("methods", "Methods", mainTable() + figures(all, charts.costs(methods))));
        html.append(section("learning", "Learning curves", """
            <p>Mean over seeds; the band reaches from the lowest to the highest seed. Costs while training include exploration, in the cells trained on;
            the level lines are evaluations.</p>
            """ + figures(all, charts.learningCurves())));
        html.append(section("sweeps", "Sweeps", sweepText() + figures(all, charts.sweeps()) + aggregateTable()));
        html.append(section("caches", "What the caches held", """
            <p>By popularity state, in percent of the frames in that state, mean over seeds. Sets come within a fraction of a percent of each other in
            cost: judge a cache by its cost, not by its models. RCARS caches at random, best-known what the oracle does.</p>
            """ + figures(all, charts.caches())));
        html.append(section("slots", "Example slots", examples(all)));
        if (!ablations.isEmpty()) {
            html.append(section(
                    "ablations",
                    "Ablations",
                    ablationText() + ablationTable() + figures(all, Map.of("ablations", charts.ablations(ablations)))));
        }
        html.append(section("about", "How it was done", about()));
        html.append("</body>\n</html>\n");
        writeCharts(all, folder);
        AtomicFiles.write(folder.resolve(FILE), html.toString());
    }

    private Summary summary() {
        return new Summary(
                Versions.here(plan.device(), 1, 0).program(),
                plan.scale().name(),
                plan.scale().seeds(),
                plan.configuration().learners().episodes(),
                plan.scale().episodes(),
                List.copyOf(methods.values()),
                claims,
                ablations,
                sweepPoints(),
                aggregates());
    }

    private List<String> sweptMethods() {
        List<String> swept = new ArrayList<>(StudyPlan.LEARNED);
        swept.addAll(StudyPlan.SWEEP_REFERENCES);
        return swept;
    }

    private double[] gaps(Sweep sweep, double value, String method) {
        return MethodSummary.gaps(
                results.of(method, sweep.key(), value),
                results.of(StudyPlan.RCARS, sweep.key(), value),
                results.of(StudyPlan.ORACLE, sweep.key(), value));
    }

    private List<SweepPoint> sweepPoints() {
        List<SweepPoint> points = new ArrayList<>();
        for (Sweep sweep : plan.sweeps()) {
            for (double value : sweep.values()) {
                for (String method : sweptMethods()) {
                    double[] costs = StudyResults.costs(results.of(method, sweep.key(), value));
                    points.add(new SweepPoint(
                            sweep.key(),
                            value,
                            method,
                            costs.length,
                            Statistics.mean(costs),
                            Statistics.mean(gaps(sweep, value, method))));
                }
            }
        }
        return points;
    }

    private List<Aggregate> aggregates() {
        List<Aggregate> all = new ArrayList<>();
        Bootstrap bootstrap = MethodSummary.bootstrap();
        for (String method : sweptMethods()) {
            double[][] gaps = plan.sweeps().stream()
                    .flatMap(sweep -> sweep.values().stream().map(value -> gaps(sweep, value, method)))
                    .toArray(double[][]::new);
            Bootstrap.Interval mean = bootstrap.interval95(gaps, Statistics::mean);
            Bootstrap.Interval iqm = bootstrap.interval95(gaps, Statistics::interquartileMean);
            all.add(new Aggregate(
                    method,
                    Statistics.mean(gaps),
                    List.of(mean.low(), mean.high()),
                    Statistics.interquartileMean(gaps),
                    List.of(iqm.low(), iqm.high())));
        }
        return all;
    }

    private static String figures(Map<String, Chart> all, Map<String, Chart> charts) {
        all.putAll(charts);
        return Html.figures(charts.values().stream().map(Chart::svg).toList());
    }

    private static String section(String id, String title, String content) {
        return "<section id=\"%s\">\n<h2>%s</h2>\n%s</section>\n".formatted(id, title, content);
    }

    private String head() {
        Scale scale = plan.scale();
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>T2DRL compared</title>
            <style>
            %s</style>
            </head>
            <body>
            <h1>T2DRL compared</h1>
            <p class="lead">Two-timescale model caching and resource allocation at the edge: %d methods, %d seeds, %d episodes of evaluation a seed%s.
            Every number of the problem is this project's reconstruction; no figure here is a paper's.</p>
            <nav><a href="#claims">Claims</a><a href="#methods">Methods</a><a href="#learning">Learning curves</a><a href="#sweeps">Sweeps</a><a
            href="#caches">Caches</a><a href="#slots">Example slots</a><a href="#ablations">Ablations</a><a href="#about">How it was done</a></nav>
            """.formatted(
                        resource(CSS),
                        methods.size(),
                        scale.seeds(),
                        scale.episodes(),
                        scale.trainingPart() < 1
                                ? text(
                                        ", trainings of %.0f%% of the full length: <b>a quick look, not the study</b>",
                                        100 * scale.trainingPart())
                                : "");
    }

    private String claimsSection() {
        StringBuilder html = new StringBuilder("<ul class=\"claims\">\n");
        for (Claim claim : claims) {
            html.append("<li class=\"%s\"><b>%s</b> %s<small>%s</small></li>%n"
                    .formatted(
                            claim.holds() ? "yes" : "no",
                            claim.holds() ? "Holds." : "Does not hold.",
                            Html.escape(claim.claim()),
                            Html.escape(claim.figures())));
        }
        return section("claims", "Claims", html + "</ul>\n");
    }

    private String mainTable() {
        return """
                <p>Costs are seconds a request, with the charge for missed deadlines. <i>Gap closed</i>: 0 at RCARS, 1 at the oracle. <i>Bound</i>: the exact
                allocation at the best caches of each popularity state, were nobody charged for being late; no policy that knows only the popularity state does better.
                <i>Best known</i>: the oracle with its allocation repaired for deadlines.</p>
                """
                + Html.table(
                        List.of(
                                "method",
                                "cost, s",
                                "95% interval",
                                "IQM, s",
                                "95% interval",
                                "gap closed",
                                "beyond bound",
                                "beyond best known",
                                "minus T2DRL, s",
                                "95% interval",
                                "P(T2DRL better)"),
                        methods.values().stream().map(StudyReport::costRow).toList())
                + """
                <p>What lies behind the costs: mean latency of a request and its parts, total variation of the images (lower is better), hits, missed deadlines; the
                median time to decide one slot alone, on one thread; the time to train.</p>
                """
                + Html.table(
                        List.of(
                                "method",
                                "latency, s",
                                "uplink",
                                "generation",
                                "backhaul",
                                "downlink",
                                "TV",
                                "hits",
                                "late",
                                "decision, us",
                                "training, s"),
                        methods.values().stream()
                                .filter(s -> !s.method().equals(StudyPlan.BOUND))
                                .map(StudyReport::partsRow)
                                .toList());
    }

    private static List<String> costRow(MethodSummary s) {
        return List.of(
                s.method(),
                number("%.4f", s.costMean()),
                interval("%.4f", s.costCi95()),
                number("%.4f", s.costIqm()),
                interval("%.4f", s.costIqmCi95()),
                number("%.3f", s.gapClosed()),
                number("%+.2f%%", 100 * s.excessOverBound()),
                number("%+.2f%%", 100 * s.excessOverBestKnown()),
                number("%+.4f", s.minusT2drl()),
                interval("%+.4f", s.minusT2drlCi95()),
                number("%.2f", s.t2drlBetter()));
    }

    private static List<String> partsRow(MethodSummary s) {
        return List.of(
                s.method(),
                number("%.3f", s.latency()),
                number("%.3f", s.uplink()),
                number("%.3f", s.generation()),
                number("%.3f", s.backhaul()),
                number("%.3f", s.downlink()),
                number("%.1f", s.tv()),
                number("%.1f%%", 100 * s.hitRatio()),
                number("%.2f%%", 100 * s.lateRatio()),
                number("%.1f", s.decisionUs()),
                s.trainingSeconds() > 0 ? number("%.0f", s.trainingSeconds()) : "-");
    }

    private String sweepText() {
        return """
            <p>T2DRL and DDPG are used as they were trained, on the scenario as it is; the oracle%s solved anew at every point. %s, %d episodes a point; bands
            reach from the lowest to the highest seed. With a larger cache the trained policies choose among the sets they learned, and leave the rest empty.</p>
            """.formatted(
                        StudyPlan.SWEEP_REFERENCES.contains(StudyPlan.BEST_KNOWN) ? " and best-known are" : " is",
                        plural(plan.scale().sweepSeeds(), "seed"),
                        plan.scale().sweepEpisodes());
    }

    private String aggregateTable() {
        return "<p>The gap closed over all points of all sweeps (each point a stratum of the bootstrap):</p>\n"
                + Html.table(
                        List.of("method", "gap closed, mean", "95% interval", "IQM", "95% interval"),
                        aggregates().stream()
                                .map(a -> List.of(
                                        a.method(),
                                        number("%.3f", a.gapMean()),
                                        interval("%.3f", a.gapMeanCi95()),
                                        number("%.3f", a.gapIqm()),
                                        interval("%.3f", a.gapIqmCi95())))
                                .toList());
    }

    private String examples(Map<String, Chart> all) {
        StringBuilder html = new StringBuilder("""
            <p>Three slots of T2DRL's first evaluation episode, first seed: what it gave, and what the exact allocation gives for the same requests and caches (the
            optimum, were nobody charged for being late). m3 is the third model.</p>
            """);
        Map<String, Chart> bars = charts.examples();
        List<ExampleSlot> slots = charts.exampleSlots();
        for (int i = 0; i < slots.size(); i++) {
            ExampleSlot slot = slots.get(i);
            Map<String, Chart> own = new LinkedHashMap<>();
            String prefix = "slot%d-".formatted(i + 1);
            bars.forEach((name, chart) -> {
                if (name.startsWith(prefix)) {
                    own.put(name, chart);
                }
            });
            html.append(text(
                    "<p><b>Slot %d</b> (frame %d, slot %d of the frame): popularity state %d, cached %s. Cost %.3f s;"
                            + " the exact allocation's %.3f s.</p>%n",
                    i + 1,
                    slot.frame() + 1,
                    slot.slot() + 1,
                    slot.popularityState() + 1,
                    slot.cached().isEmpty()
                            ? "nothing"
                            : String.join(
                                    ", ",
                                    slot.cached().stream()
                                            .map(m -> "m" + (m + 1))
                                            .toList()),
                    slot.cost(),
                    slot.exactCost()));
            html.append(figures(all, own));
            html.append("<details><summary>Every user of slot %d</summary>%n".formatted(i + 1))
                    .append(userTable(slot))
                    .append("</details>\n");
        }
        return html.toString();
    }

    private static String userTable(ExampleSlot slot) {
        List<List<String>> rows = new ArrayList<>();
        for (int u = 0; u < slot.users().size(); u++) {
            ExampleSlot.User user = slot.users().get(u);
            ExampleSlot.Given given = user.given();
            ExampleSlot.Given exact = user.exact();
            rows.add(List.of(
                    Integer.toString(u + 1),
                    "m" + (user.model() + 1),
                    user.hit() ? "hit" : "miss",
                    number("%.1f", user.inputMbit()),
                    number("%.1f", user.outputMbit()),
                    number("%.1f", user.gainDb()),
                    number("%.1f%%", 100 * given.bandwidthShare()),
                    number("%.1f%%", 100 * exact.bandwidthShare()),
                    number("%.0f", given.steps()),
                    number("%.0f", exact.steps()),
                    number("%.2f", given.latencySeconds()) + (given.late() ? " late" : ""),
                    number("%.2f", exact.latencySeconds()) + (exact.late() ? " late" : ""),
                    number("%.0f", given.tv()),
                    number("%.0f", exact.tv())));
        }
        return Html.table(
                List.of(
                        "user",
                        "model",
                        "cache",
                        "in, Mbit",
                        "out, Mbit",
                        "gain, dB",
                        "bandwidth",
                        "exact",
                        "steps",
                        "exact",
                        "latency, s",
                        "exact",
                        "TV",
                        "exact"),
                rows);
    }

    private String ablationText() {
        return "<p>One thing about T2DRL changed at a time, %s, compared with T2DRL on the same seeds and episodes.</p>%n"
                .formatted(plural(plan.scale().ablationSeeds(), "seed"));
    }

    private String ablationTable() {
        return Html.table(
                List.of(
                        "ablation",
                        "what",
                        "cost, s",
                        "minus T2DRL, s",
                        "95% interval",
                        "gap closed",
                        "hits",
                        "late",
                        "training, s"),
                ablations.stream()
                        .map(s -> List.of(
                                s.method(),
                                StudyPlan.description(s.method()),
                                number("%.4f", s.costMean()),
                                number("%+.4f", s.minusT2drl()),
                                interval("%+.4f", s.minusT2drlCi95()),
                                number("%.3f", s.gapClosed()),
                                number("%.1f%%", 100 * s.hitRatio()),
                                number("%.2f%%", 100 * s.lateRatio()),
                                s.trainingSeconds() > 0 ? number("%.0f", s.trainingSeconds()) : "-"))
                        .toList());
    }

    private String about() {
        Versions versions = Versions.here(plan.device(), 1, 0);
        Scale scale = plan.scale();
        return """
            <p>Command: <code>./t2drl compare%s --seeds %d</code>, %s, Java %s (%s), %s, device %s with one thread for each piece of work.</p>
            <p>Trainings: %d episodes of %d cells. Seed s trains with seed s and is evaluated on %d episodes of its own that no training has seen (SCHRS on the first %d of
            them, for it is slow); all methods meet the same users, requests and channels there. So seeds are independent repetitions of the whole comparison, and differences between methods
            are taken episode by episode.</p>
            <p>Statistics over seeds: mean, interquartile mean (IQM), stratified percentile bootstrap 95%% intervals of 5,000 resamples, probability of improvement
            (Agarwal et al., NeurIPS 2021). With ten seeds such an interval holds the true mean in about 91%% of cases.</p>
            """.formatted(
                        scale.name().equals("quick") ? " --quick" : "",
                        scale.seeds(),
                        Html.escape(versions.program()),
                        Html.escape(versions.java()),
                        Html.escape(versions.vm()),
                        Html.escape(versions.os()),
                        Html.escape(plan.device()),
                        plan.configuration().learners().episodes(),
                        plan.configuration().learners().cells(),
                        scale.episodes(),
                        scale.geneticEpisodes());
    }

    private static void writeCharts(Map<String, Chart> all, Path folder) {
        Path into = folder.resolve(CHARTS);
        try {
            Files.createDirectories(into);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        all.forEach((name, chart) -> chart.write(into, name));
        try {
            all.forEach((name, chart) -> chart.writePng(into, name));
        } catch (RuntimeException | InternalError | LinkageError e) {
            // Without fonts, which Java takes from the system, there are no PNGs; the SVGs are there.
        }
    }

    private static String plural(int count, String what) {
        return count == 1 ? "one " + what : count + " " + what + "s";
    }

    private static String interval(String format, List<Double> ends) {
        return ends.getFirst().isNaN()
                ? "-"
                : "%s to %s".formatted(number(format, ends.getFirst()), number(format, ends.getLast()));
    }

    private static String number(String format, double value) {
        return Double.isFinite(value) ? text(format, value) : "-";
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String resource(String name) {
        try (var file = StudyReport.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
