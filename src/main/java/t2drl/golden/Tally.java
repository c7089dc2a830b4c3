package t2drl.golden;

import java.util.LinkedHashMap;
import java.util.Map;

/** Collects errors into a {@link GoldenReport}. */
final class Tally {
    private final Map<String, GoldenReport.Category> categories = new LinkedHashMap<>();

    /** Takes in the largest error among {@code compared} values at one place; what is not a number counts as infinite. */
    void add(String category, double tolerance, String where, double error, long compared) {
        double worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
        categories.merge(
                category,
                new GoldenReport.Category(category, worst, tolerance, where, compared),
                (old, now) -> new GoldenReport.Category(
                        category,
                        Math.max(old.worst(), now.worst()),
                        tolerance,
                        now.worst() > old.worst() ? now.where() : old.where(),
                        old.compared() + now.compared()));
    }

    GoldenReport report() {
        return new GoldenReport(categories.values().stream().toList());
    }
}
