package t2drl.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import t2drl.common.TextTable;

/** Evaluations as a text table, one row a method. */
public final class EvaluationTable {
    private static final List<String> HEADER = List.of(
            "method", "cost, s", "95% interval", "latency, s", "TV", "hits", "late", "decision, us", "gap closed");

    private EvaluationTable() {}

    /** Columns are aligned; every line ends with a newline. */
    public static String text(List<Evaluation> evaluations) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        evaluations.forEach(evaluation -> rows.add(row(evaluation)));
        return TextTable.of(rows);
    }

    private static List<String> row(Evaluation e) {
        return List.of(
                e.method(),
                number("%.3f", e.costMean()),
                Double.isNaN(e.costCi95().getFirst())
                        ? "-"
                        : "%s to %s"
                                .formatted(
                                        number("%.3f", e.costCi95().getFirst()),
                                        number("%.3f", e.costCi95().getLast())),
                number("%.3f", e.latencyMean()),
                number("%.1f", e.tvMean()),
                number("%.1f%%", 100 * e.hitRatio()),
                number("%.1f%%", 100 * e.lateRatio()),
                number("%.1f", e.decisionUs()),
                number("%.3f", e.gapClosed()));
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
