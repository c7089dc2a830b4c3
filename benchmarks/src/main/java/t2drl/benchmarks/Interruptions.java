package t2drl.benchmarks;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What the machine takes from a program now and then, for timers of its own and of its host: calls in a row that should take the same time, but for which one takes {@value
 * #LEAST_MICROS} us more than both its neighbours.
 *
 * @param medianMicros how much more
 */
record Interruptions(double perSecond, double medianMicros) {
    private static final double LEAST_MICROS = 4;

    static Interruptions of(double[] micros) {
        double[] more = IntStream.range(1, micros.length - 1)
                .mapToDouble(i -> micros[i] - Math.max(micros[i - 1], micros[i + 1]))
                .filter(extra -> extra >= LEAST_MICROS)
                .toArray();
        double seconds = Arrays.stream(micros).sum() / 1e6;
        return new Interruptions(more.length / seconds, more.length == 0 ? 0 : EngineTiming.median(more));
    }
}
