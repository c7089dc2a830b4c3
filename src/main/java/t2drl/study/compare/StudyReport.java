package t2drl.study.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import t2drl.chart.Chart;
import t2drl.common.AtomicFiles;
import t2drl.common.Json;
import t2drl.study.Evaluation;
import t2drl.study.EvaluationTable;
import t2drl.study.Versions;

/** Writes what a study found: a page for people, a summary for programs, charts for slides, and pages for the documentation. */
public final class StudyReport {
    public static final String FILE = "report.html";
    public static final String SUMMARY = "summary.json";
    private static final String CHARTS = "charts";
    private static final String CSS = "/t2drl/report.css";

    private final StudyPlan plan;
    private final StudyFindings findings;
    private final StudyCharts charts;
    private final StudyTables tables;
    private final StudySetting setting;
    private final List<FailedUnit> failed;

    /** {@code results} cover the plan, but for some seeds of those methods that {@code failed} names. */
    public StudyReport(StudyPlan plan, StudyResults results, List<FailedUnit> failed) {
        this.plan = plan;
        this.failed = failed;
        findings = new StudyFindings(plan, results);
        charts = new StudyCharts(plan, results, findings);
        tables = new StudyTables(findings);
        setting = StudySetting.of(plan);
    }

    /** The main figures as text, for a terminal. */
    public String table() {
        return EvaluationTable.text(findings.methods().stream()
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
            List<FailedUnit> failed,
            List<MethodSummary> methods,
            List<Claim> claims,
            List<MethodSummary> ablations,
            List<StudyFindings.SweepPoint> sweeps,
            List<StudyFindings.Aggregate> allScenarios) {}

    /** Writes everything into the study's folder. */
    public void write(Path folder) {
        AtomicFiles.write(folder.resolve(SUMMARY), Json.pretty(summary()));
        Map<String, Chart> all = new LinkedHashMap<>();
        StringBuilder html = new StringBuilder(head());
        html.append(failedParagraph());
        html.append(claimsSection());
        html.append(section("methods", "Methods", methodTables() + figures(all, charts.costs())));
        html.append(section("learning", "Learning curves", """
            <p>Mean over seeds; the band reaches from the lowest to the highest seed. Costs while training include exploration, in the cells trained on;
            the level lines are evaluations.</p>
            """ + figures(all, charts.learningCurves())));
        html.append(section(
                "sweeps",
                "Sweeps",
                sweepText() + figures(all, charts.sweeps())
                        + "<p>The gap closed over all points of all sweeps (each point a stratum of the"
                        + " bootstrap):</p>\n"
                        + tables.allScenarios().html()));
        html.append(section("caches", "What the caches held", """
            <p>By popularity state, in percent of the frames in that state, mean over seeds. Sets come within a fraction of a percent of each other in
            cost: judge a cache by its cost, not by its models. RCARS caches at random, best-known what the oracle does.</p>
            """ + figures(all, charts.caches())));
        html.append(section("slots", "Example slots", examples(all)));
        if (!findings.ablations().isEmpty()) {
            html.append(section(
                    "ablations",
                    "Ablations",
                    ablationText()
                            + tables.ablations().html()
                            + figures(all, Map.of("ablations", charts.ablations()))));
        }
        html.append(section("about", "How it was done", setting.html()));
        html.append("</body>\n</html>\n");
        writeCharts(all, folder);
        new StudyDocs(findings, tables, all, folder).write(setting, failed);
        AtomicFiles.write(folder.resolve(FILE), html.toString());
    }

    private Summary summary() {
        return new Summary(
                Versions.here(plan.device(), 1, 0).program(),
                plan.scale().name(),
                plan.scale().seeds(),
                plan.configuration().learners().episodes(),
                plan.scale().episodes(),
                failed,
                findings.methods(),
                findings.claims(),
                findings.ablations(),
                findings.sweepPoints(),
                findings.allScenarios());
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
                        findings.methods().size(),
                        scale.seeds(),
                        scale.episodes(),
                        scale.trainingPart() < 1
                                ? text(
                                        ", trainings of %.0f%% of the full length: <b>a quick look, not the study</b>",
                                        100 * scale.trainingPart())
                                : "");
    }

    private String failedParagraph() {
        if (failed.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<p><b>%s</b></p>%n<ul>%n".formatted(failedSentence(failed.size())));
        failed.forEach(f -> html.append(
                "<li><code>%s</code>: %s</li>%n".formatted(Html.escape(f.unit()), Html.escape(f.reason()))));
        return html + "</ul>\n";
    }

    static String failedSentence(int count) {
        return count == 1
                ? "One piece of work failed and is missing from all figures:"
                : count + " pieces of work failed and are missing from all figures:";
    }

    private String claimsSection() {
        StringBuilder html = new StringBuilder("<ul class=\"claims\">\n");
        for (Claim claim : findings.claims()) {
            html.append("<li class=\"%s\"><b>%s</b> %s<small>%s</small></li>%n"
                    .formatted(
                            claim.holds() ? "yes" : "no",
                            claim.holds() ? "Holds." : "Does not hold.",
                            Html.escape(claim.claim()),
                            Html.escape(claim.figures())));
        }
        return section("claims", "Claims", html + "</ul>\n");
    }

    private String methodTables() {
        return """
            <p>Costs are seconds a request, with the charge for missed deadlines. <i>Gap closed</i>: 0 at RCARS, 1 at the oracle. <i>Bound</i>: the exact
            allocation at the best caches of each popularity state, were nobody charged for being late; no policy that knows only the popularity state does better.
            <i>Best known</i>: the oracle with its allocation repaired for deadlines.</p>
            """ + tables.costs().html() + """
            <p>What lies behind the costs: mean latency of a request and its parts, total variation of the images (lower is better), hits, missed deadlines; the
            median time to decide one slot alone, on one thread; the time to train.</p>
            """ + tables.parts().html();
    }

    private String sweepText() {
        return """
            <p>T2DRL and DDPG are used as they were trained, on the scenario as it is; the oracle and best-known are solved anew at every point. Over %s, %d episodes a point; bands
            reach from the lowest to the highest seed. With a larger cache the trained policies choose among the sets they learned, and leave the rest empty.</p>
            """.formatted(
                StudySetting.seeds(plan.scale().sweepSeeds()), plan.scale().sweepEpisodes());
    }

    private String examples(Map<String, Chart> all) {
        StringBuilder html = new StringBuilder("""
            <p>Three slots of T2DRL's evaluation with the first seed, each of another episode: what it gave, and what the exact allocation gives for the same requests and caches (the
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
                    .append(StudyTables.users(slot).html())
                    .append("</details>\n");
        }
        return html.toString();
    }

    private String ablationText() {
        return "<p>One thing about T2DRL changed at a time, %s, compared with T2DRL on the same seeds and episodes.</p>%n"
                .formatted(StudySetting.seeds(plan.scale().ablationSeeds()));
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
            all.forEach((name, chart) -> AtomicFiles.write(into.resolve(name + ".png"), chart.png()));
        } catch (RuntimeException | InternalError | LinkageError e) {
            // Without fonts, which Java takes from the system, there are no PNGs; the SVGs are there.
        }
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
