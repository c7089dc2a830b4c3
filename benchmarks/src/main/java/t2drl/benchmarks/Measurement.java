package t2drl.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
     * What came of it; times in ns for one call. {@code least} is the fastest round's: what other guests of a machine take is in all others. {@code error} is half of JMH's
     * 99.9% interval of the mean, {@code allocatedBytes} is for our own updates and decisions.
     */
    record Result(
            Measurement measurement,
            double least,
            double median,
            double mean,
            double error,
            double jmhBytes,
            @Nullable Double allocatedBytes) {
        /** Amount in a second. */
        double rate() {
            return measurement.amount() / least * 1e9;
        }
    }
}
