package t2drl.study.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables of a study's report. */
final class StudyTables {
    private final StudyFindings findings;

    StudyTables(StudyFindings findings) {
        this.findings = findings;
    }

    Table costs() {
        return new Table(
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
                findings.methods().stream()
                        .map(s -> List.of(
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
                                number("%.2f", s.t2drlBetter())))
                        .toList());
    }

    Table parts() {
        return new Table(
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
                findings.methods().stream()
                        .filter(s -> !s.method().equals(StudyPlan.BOUND))
                        .map(s -> List.of(
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
                                seconds(s.trainingSeconds())))
                        .toList());
    }

    Table allScenarios() {
        return new Table(
                List.of("method", "gap closed, mean", "95% interval", "IQM", "95% interval"),
                findings.allScenarios().stream()
                        .map(a -> List.of(
                                a.method(),
                                number("%.3f", a.gapMean()),
                                interval("%.3f", a.gapMeanCi95()),
                                number("%.3f", a.gapIqm()),
                                interval("%.3f", a.gapIqmCi95())))
                        .toList());
    }

    Table ablations() {
        return new Table(
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
                findings.ablations().stream()
                        .map(s -> List.of(
                                s.method(),
                                StudyPlan.ablated().get(s.method()),
                                number("%.4f", s.costMean()),
                                number("%+.4f", s.minusT2drl()),
                                interval("%+.4f", s.minusT2drlCi95()),
                                number("%.3f", s.gapClosed()),
                                number("%.1f%%", 100 * s.hitRatio()),
                                number("%.2f%%", 100 * s.lateRatio()),
                                seconds(s.trainingSeconds())))
                        .toList());
    }

    /** Every user of an example slot. */
    static Table users(ExampleSlot slot) {
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
        return new Table(
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

    private static String seconds(double trainingSeconds) {
        return trainingSeconds > 0 ? number("%.0f", trainingSeconds) : "-";
    }

    private static String interval(String format, List<Double> ends) {
        return ends.getFirst().isNaN()
                ? "-"
                : "%s to %s".formatted(number(format, ends.getFirst()), number(format, ends.getLast()));
    }

    private static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
    }
}
