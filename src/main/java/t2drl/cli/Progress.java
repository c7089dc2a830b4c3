package t2drl.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Consumer;
import t2drl.method.TrainingMetrics;

/** Tells how a training goes: on a terminal in one line that is rewritten, elsewhere in a line every few seconds. */
final class Progress implements Consumer<TrainingMetrics>, AutoCloseable {
    static final String START_OF_LINE = "\r";
    static final String CLEAR_TO_END = "\u001b[K";
    private static final double SECONDS_BETWEEN_LINES = 5;

    private final PrintWriter out;
    private final boolean terminal;
    private final long totalSlots;
    private double lastSeconds;
    private double lastPrinted = Double.NEGATIVE_INFINITY;
    private long lastUpdates;
    private boolean lineIsOpen;

    /** {@code totalSlots} is the last report's {@link TrainingMetrics#globalStep} if nobody interrupts. */
    Progress(PrintWriter out, boolean terminal, long totalSlots) {
        this.out = out;
        this.terminal = terminal;
        this.totalSlots = totalSlots;
    }

    /** Whether a person watches: both input and output are a terminal. */
    static boolean onTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    @Override
    public void accept(TrainingMetrics m) {
        String line = line(m);
        if (terminal) {
            out.print(START_OF_LINE + line + CLEAR_TO_END);
            lineIsOpen = true;
        } else if (m.seconds() - lastPrinted >= SECONDS_BETWEEN_LINES || m.globalStep() >= totalSlots) {
            out.println(line);
            lastPrinted = m.seconds();
        }
        out.flush();
        lastSeconds = m.seconds();
        lastUpdates = m.updates();
    }

    /** Leaves the cursor at the start of a new line. */
    @Override
    public void close() {
        if (lineIsOpen) {
            out.println();
            out.flush();
        }
    }

    private String line(TrainingMetrics m) {
        double done = Math.min(1, (double) m.globalStep() / totalSlots);
        double updatesPerSecond = (m.updates() - lastUpdates) / (m.seconds() - lastSeconds);
        return String.format(
                Locale.ROOT,
                "%3.0f%%  reward %.3f  hits %4.1f%%  late %4.1f%%  %.0f updates/s  %s left",
                100 * done,
                m.slotReward(),
                100 * m.hitRatio(),
                100 * m.lateRatio(),
                updatesPerSecond,
                clock(m.seconds() * (1 - done) / done));
    }

    /** Seconds as {@code m:ss} or {@code h:mm:ss}. */
    static String clock(double seconds) {
        long whole = Math.round(seconds);
        return whole >= 3600
                ? "%d:%02d:%02d".formatted(whole / 3600, whole / 60 % 60, whole % 60)
                : "%d:%02d".formatted(whole / 60, whole % 60);
    }
}
