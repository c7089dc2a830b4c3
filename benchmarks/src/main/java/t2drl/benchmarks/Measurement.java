package t2drl.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.util.ListStatistics;
import org.openjdk.jmh.util.Statistics;

/**
 * One figure to be measured: a JMH benchmark with parameters.
 *
 * @param key what is computed, such as {@code update/64}; {@code flat/update/64} for the flat family
 * @param library who computes it
 * @param amount what one call handles, in {@code unit}
 * @param unit {@code flop}, or what is counted
 */
record Measurement(
        String key, String library, Class<?> benchmark, Map<String, String> parameters, double amount, String unit) {
    /** The library whose program this is. */
    static final String OURS = "t2drl";

    /** The same program with products in bfloat16. */
    static final String OURS_BF16 = "t2drl-bf16";

    static final String FLOP = "flop";

    /** With the parameters {@code name, value, name, value, ...}. */
    static Measurement of(
            String key, String library, Class<?> benchmark, double amount, String unit, Object... parameters) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            map.put(parameters[i].toString(), parameters[i + 1].toString());
        }
        return new Measurement(key, library, benchmark, map, amount, unit);
    }

    String name() {
        return key + "/" + library;
    }

    boolean ours() {
        return library.equals(OURS);
    }

    /** Whether this program computes it, in whatever precision. */
    static boolean isThisProgram(String library) {
        return library.equals(OURS) || library.equals(OURS_BF16);
    }

    boolean countsFlops() {
        return unit.equals(FLOP);
    }

    /**
     * What came of it: the rounds' times, in ns for one call, and the bytes that a call allocated, as JMH sees it and, for our own updates and decisions, exactly.
     */
    record Result(
            Measurement measurement,
            double[] rounds,
            double jmhBytes,
            @Nullable Double allocatedBytes) {
        /** The fastest round's: what other guests of a machine take is in all others. */
        double least() {
            return statistics().getMin();
        }

        double median() {
            return statistics().getPercentile(50);
        }

        Statistics statistics() {
            return new ListStatistics(rounds);
        }

        /** Amount in a second. */
        double rate() {
            return measurement.amount() / least() * 1e9;
        }

        /** Of this measurement and the same at another time. */
        Result and(Result other) {
            double[] all = DoubleStream.concat(Arrays.stream(rounds), Arrays.stream(other.rounds))
                    .toArray();
            Double bytes = allocatedBytes == null || other.allocatedBytes == null
                    ? null
                    : Double.valueOf(Math.max(allocatedBytes, other.allocatedBytes));
            return new Result(measurement, all, Math.max(jmhBytes, other.jmhBytes), bytes);
        }
    }
}
