package t2drl.cli;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import t2drl.study.compare.Unit;

/** Tells how a study goes: on a terminal in one line that is rewritten, elsewhere in a line every few seconds. */
final class StudyProgress implements AutoCloseable {
    private static final double SECONDS_BETWEEN_LINES = 10;

    private final PrintWriter out;
    private final boolean terminal;
    private final int units;
    private final Map<String, Double> efforts = new HashMap<>();
    private final Map<String, Double> running = new HashMap<>();
    private final long start = System.nanoTime();
    private double totalEffort;
    private double finishedEffort;
    private int finished;
    private double lastPrinted = Double.NEGATIVE_INFINITY;
    private boolean lineIsOpen;

    StudyProgress(PrintWriter out, boolean terminal, List<Unit> units) {
        this.out = out;
        this.terminal = terminal;
        this.units = units.size();
        for (Unit unit : units) {
            double effort = unit.effort();
            efforts.put(unit.id(), effort);
            totalEffort += effort;
        }
    }

    /** A unit has come to {@code part} of its work, 0 to 1. */
    void progress(Unit unit, double part) {
        running.put(unit.id(), part * efforts.get(unit.id()));
        show();
    }

    void finished(Unit unit) {
        running.remove(unit.id());
        finishedEffort += efforts.get(unit.id());
        finished++;
        show();
    }

    private void show() {
        double seconds = (System.nanoTime() - start) / 1e9;
        double done = finishedEffort
                + running.values().stream().mapToDouble(Double::doubleValue).sum();
        String line = String.format(
                Locale.ROOT,
                "%3.0f%%  %d of %d pieces done, at work: %s%s",
                100 * done / totalEffort,
                finished,
                units,
                running.isEmpty() ? "-" : String.join(", ", running.keySet()),
                done > 0 ? "  %s left".formatted(Progress.clock(seconds * (totalEffort - done) / done)) : "");
        if (terminal) {
            out.print(Progress.START_OF_LINE + line + Progress.CLEAR_TO_END);
            lineIsOpen = true;
        } else if (seconds - lastPrinted >= SECONDS_BETWEEN_LINES || finished == units) {
            out.println(line);
            lastPrinted = seconds;
        }
        out.flush();
    }

    /** Leaves the cursor at the start of a new line. */
    @Override
    public void close() {
        if (lineIsOpen) {
            out.println();
            out.flush();
        }
    }
}
