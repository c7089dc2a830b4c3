package t2drl.study;

import java.util.Arrays;
import t2drl.kernel.Device;
import t2drl.kernel.Recording;

/** Times recordings on a device: first warm-up, then rounds of calls that follow each other, at whose end the host waits. */
public final class Stopwatch {
    private static final int ROUNDS = 7;

    private final Device device;
    private final double warmUpSeconds;
    private final double roundSeconds;

    /** Medians, over rounds, of the mean time of one call in a round. */
    public record Times(double medianMillis, double leastMillis, double mostMillis) {}

    /** Takes about {@code seconds} for a measurement, half of them to warm up. */
    public Stopwatch(Device device, double seconds) {
        this.device = device;
        warmUpSeconds = seconds / 2;
        roundSeconds = seconds / 2 / ROUNDS;
    }

    /** Times calls that nobody waits for. */
    public Times measure(Recording recording) {
        double[] millis = new double[ROUNDS];
        int calls = callsIn(recording, roundSeconds, callsIn(recording, warmUpSeconds, 1));
        for (int round = 0; round < ROUNDS; round++) {
            millis[round] = run(recording, calls) / 1e6 / calls;
        }
        return times(millis);
    }

    /** Times single calls that the host waits for. */
    public Times latency(Recording recording) {
        callsIn(recording, warmUpSeconds, 1);
        double[] millis = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            int calls = 0;
            long nanos = 0;
            while (nanos < roundSeconds * 1e9) {
                nanos += run(recording, 1);
                calls++;
            }
            millis[round] = nanos / 1e6 / calls;
        }
        return times(millis);
    }

    private static Times times(double[] millis) {
        Arrays.sort(millis);
        return new Times(millis[ROUNDS / 2], millis[0], millis[ROUNDS - 1]);
    }

    /** Doubles {@code calls} until they take as long, and returns how many would. */
    private int callsIn(Recording recording, double seconds, int calls) {
        int tried = calls;
        long nanos = run(recording, tried);
        while (nanos < seconds * 1e9 / 2) {
            tried *= 2;
            nanos = run(recording, tried);
        }
        return (int) Math.max(1, tried * seconds * 1e9 / nanos);
    }

    private long run(Recording recording, int calls) {
        long start = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            recording.replay();
        }
        device.synchronize();
        return System.nanoTime() - start;
    }
}
