package t2drl.golden;

import java.util.List;

/** How far a device's results lie from a golden file's. A file in which nothing was compared does not pass. */
public record GoldenReport(List<Category> categories) {
    /**
     * Quantities that share a definition of error and a tolerance: the largest error, {@code where} it is, and the number of values
     * that were compared.
     */
    public record Category(String name, double worst, double tolerance, String where, long compared) {
        public boolean passed() {
            return worst <= tolerance;
        }
    }

    public GoldenReport {
        categories = List.copyOf(categories);
    }

    public long compared() {
        return categories.stream().mapToLong(Category::compared).sum();
    }

    public boolean passed() {
        return compared() > 0 && categories.stream().allMatch(Category::passed);
    }
}
