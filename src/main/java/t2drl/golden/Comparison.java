package t2drl.golden;

import java.util.Arrays;
import t2drl.kernel.Precision;

/**
 * Compares results with a case's expected values: a plain number, a tensor with all its elements, or a digest (some elements, the sum,
 * and the sum of squares). Every expected value must be one that the results have.
 */
final class Comparison {
    private final Tally tally = new Tally();

    void check(GoldenNode expected, Results results, Precision precision) {
        check(expected, "", results, precision);
    }

    private void check(GoldenNode group, String prefix, Results results, Precision precision) {
        for (String name : group.names()) {
            GoldenNode want = group.get(name);
            if (!want.isNumber() && !want.isTensor()) {
                check(want, prefix + name + ".", results, precision);
                continue;
            }
            Results.Result got = results.get(prefix + name);
            if (got == null) {
                throw want.fault("this kind of file has no quantity of that name");
            }
            int length = want.isNumber() ? 1 : want.length();
            if (got.values().length != length) {
                throw want.fault("%d elements are expected, the configuration leads to %d"
                        .formatted(length, got.values().length));
            }
            compare(want, got, precision);
        }
    }

    private void compare(GoldenNode want, Results.Result got, Precision precision) {
        double error;
        long compared;
        if (want.isNumber()) {
            error = tensorError(new double[] {want.number()}, got);
            compared = 1;
        } else if (want.has("data")) {
            double[] data = want.elements();
            error = got.measure() == Results.Measure.POINT ? pointError(data, got) : tensorError(data, got);
            compared = data.length;
        } else {
            double[] samples = want.get("value").numbers();
            error = digestError(want, samples, got);
            compared = samples.length + 2L;
        }
        Category category = got.category();
        tally.add(category.label(), category.tolerance(precision), want.place(), error, compared);
    }

    GoldenReport report() {
        return tally.report();
    }

    private static double tensorError(double[] want, Results.Result got) {
        double largest = 0;
        double error = 0;
        for (int i = 0; i < want.length; i++) {
            largest = Math.max(largest, Math.abs(want[i]));
            error = Math.max(error, Math.abs(got.values()[i] - want[i]));
        }
        return error / divisor(largest, got);
    }

    private static double pointError(double[] want, Results.Result got) {
        double error = 0;
        for (int i = 0; i < want.length; i++) {
            error = Math.max(error, Math.abs(got.values()[i] - want[i]) / Math.max(1, Math.abs(want[i])));
        }
        return error;
    }

    private static double digestError(GoldenNode want, double[] samples, Results.Result got) {
        double[] values = got.values();
        double[] places = want.get("index").numbers();
        if (places.length != samples.length) {
            throw want.fault("'index' and 'value' must be of the same length");
        }
        double sampleError = 0;
        for (int j = 0; j < samples.length; j++) {
            int place = (int) places[j];
            if (place != places[j] || place < 0 || place >= values.length) {
                throw want.fault("element " + j + " of 'index' is no place in the tensor");
            }
            sampleError = Math.max(sampleError, Math.abs(values[place] - samples[j]));
        }
        double wantedSquares = want.number("sum_of_squares");
        double sumError = Math.abs(Arrays.stream(values).sum() - want.number("sum"));
        double squaresError = Math.abs(Arrays.stream(values).map(v -> v * v).sum() - wantedSquares);
        double error = sampleError / divisor(want.number("max_abs"), got);
        error = Math.max(error, sumError / divisor(Math.sqrt(values.length * wantedSquares), got));
        return Math.max(error, squaresError / divisor(2 * wantedSquares, got));
    }

    /** An all-zero tensor is judged by its absolute error. */
    private static double divisor(double magnitude, Results.Result got) {
        double divisor = Math.max(magnitude, got.leastDivisor());
        return divisor == 0 ? 1 : divisor;
    }
}
