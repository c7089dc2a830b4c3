package t2drl.golden;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.Buffer;
import t2drl.kernel.ParameterLayout;

/** What this program computed for one case, by the names that the golden files use ({@code gradients.NAME} for a part of a group). */
final class Results {
    /** Sums that may cancel: their errors are never divided by less than {@link #LEAST_DIVISOR}. */
    private static final Set<String> MAY_CANCEL = Set.of("q", "q1", "q2", "q_next", "q_next_target", "y");

    private static final double LEAST_DIVISOR = 0.1;

    /** How an array's error is measured. */
    enum Measure {
        /** The largest difference over the largest magnitude of the whole tensor. */
        TENSOR,
        /** Each difference over its own magnitude, at least 1. */
        POINT
    }

    record Result(Category category, double[] values, Measure measure, double leastDivisor) {}

    private final Map<String, Result> results = new HashMap<>();

    void value(String name, double[] values) {
        put(name, Category.VALUES, values, MAY_CANCEL.contains(name) ? LEAST_DIVISOR : 0);
    }

    void point(String name, double[] values) {
        results.put(name, new Result(Category.VALUES, values, Measure.POINT, 0));
    }

    void loss(String name, double value) {
        put(name, Category.LOSSES, new double[] {value}, LEAST_DIVISOR);
    }

    void gradient(String name, double[] values) {
        put(name, Category.GRADIENTS, values, 0);
    }

    void weight(String name, double[] values) {
        put(name, Category.WEIGHTS, values, 0);
    }

    /** Every tensor of a network's gradients, as {@code gradients.NETWORK.TENSOR}. */
    void gradients(String network, ParameterLayout layout, Buffer gradients) {
        for (ParameterLayout.Entry entry : layout.entries()) {
            gradient("gradients." + network + "." + entry.name(), read(entry, gradients));
        }
    }

    /** Every tensor of a network, as {@code weights.NETWORK.TENSOR}. */
    void weights(String network, ParameterLayout layout, Buffer parameters) {
        for (ParameterLayout.Entry entry : layout.entries()) {
            weight("weights." + network + "." + entry.name(), read(entry, parameters));
        }
    }

    private static double[] read(ParameterLayout.Entry entry, Buffer buffer) {
        double[] values = new double[entry.length()];
        buffer.read(entry.offset(), values, 0, values.length);
        return values;
    }

    private void put(String name, Category category, double[] values, double leastDivisor) {
        results.put(name, new Result(category, values, Measure.TENSOR, leastDivisor));
    }

    @Nullable
    Result get(String name) {
        return results.get(name);
    }
}
