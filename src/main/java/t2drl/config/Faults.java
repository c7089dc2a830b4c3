package t2drl.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import t2drl.common.UserException;

/** All faults of a configuration, to be reported at once. */
final class Faults {
    private static final int MOST_SHOWN = 40;

    private record Fault(int line, String text) {
        String show() {
            return line > 0 ? "line " + line + ": " + text : text;
        }
    }

    private final List<Fault> faults = new ArrayList<>();

    /** Adds a fault; line 0 where it has none. */
    void add(int line, String text) {
        faults.add(new Fault(line, text));
    }

    /** Throws one exception that names every fault, if there is one. */
    void throwIfAny(String source) {
        if (faults.isEmpty()) {
            return;
        }
        faults.sort(Comparator.comparingInt(Fault::line));
        if (faults.size() == 1) {
            throw new UserException(source + ": " + faults.getFirst().show() + ".");
        }
        StringBuilder text = new StringBuilder(source + " has " + faults.size() + " faults:");
        for (Fault fault : faults.subList(0, Math.min(faults.size(), MOST_SHOWN))) {
            text.append("\n  ").append(fault.show());
        }
        if (faults.size() > MOST_SHOWN) {
            text.append("\n  and ").append(faults.size() - MOST_SHOWN).append(" more");
        }
        throw new UserException(text.toString());
    }
}
