package t2drl.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
        int[] widths = new int[HEADER.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String pad = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? row.get(i) + pad : "  " + pad + row.get(i));
            }
            text.append(line).append('\n');
        }
        return text.toString();
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
