package t2drl.cli;

import java.io.PrintWriter;
import t2drl.measure.ImageModel;
import t2drl.measure.Measuring;

/** Tells how a measurement goes: on a terminal in one line that is rewritten, elsewhere in a line every few seconds. */
final class MeasureProgress implements Measuring.Listener, AutoCloseable {
    private static final double SECONDS_BETWEEN_LINES = 5;

    private final PrintWriter out;
    private final boolean terminal;
    private final int updates;
    private long lastPrinted = System.nanoTime();

    /** {@code updates} is the length of each training. */
    MeasureProgress(PrintWriter out, boolean terminal, int updates) {
        this.out = out;
        this.terminal = terminal;
        this.updates = updates;
    }

    @Override
    public void trained(ImageModel model, int done, double loss) {
        say("%s: trained %d of %d updates, loss %.4f".formatted(model.name(), done, updates, loss), done == updates);
    }

    @Override
    public void sampled(ImageModel model, int steps) {
        say("%s: generated with %d of %d steps".formatted(model.name(), steps, model.chain()), steps == model.chain());
    }

    private void say(String line, boolean last) {
        if (terminal) {
            out.print("\r" + line + "\u001b[K");
        } else if (last || System.nanoTime() - lastPrinted >= SECONDS_BETWEEN_LINES * 1e9) {
            out.println(line);
            lastPrinted = System.nanoTime();
        }
        out.flush();
    }

    /** Leaves the cursor at the start of a new line. */
    @Override
    public void close() {
        if (terminal) {
            out.println();
            out.flush();
        }
    }
}
