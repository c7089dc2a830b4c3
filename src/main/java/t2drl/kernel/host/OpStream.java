package t2drl.kernel.host;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.Recording;

/** In-order execution on the calling thread, with capture: while recording, operations are collected and not run. */
public final class OpStream {
    private @Nullable List<Runnable> captured;

    /** Runs {@code operation} now, or keeps it for the recording in progress. */
    public void submit(Runnable operation) {
        if (captured != null) {
            captured.add(operation);
        } else {
            operation.run();
        }
    }

    /** How many operations the recording in progress has collected; -1 without one. */
    public int collected() {
        return captured == null ? -1 : captured.size();
    }

    public Recording record(Runnable body) {
        if (captured != null) {
            throw new IllegalStateException("a recording is already in progress");
        }
        captured = new ArrayList<>();
        try {
            body.run();
            Runnable[] operations = captured.toArray(Runnable[]::new);
            return () -> {
                for (Runnable operation : operations) {
                    operation.run();
                }
            };
        } finally {
            captured = null;
        }
    }

    /** Host access to device memory makes no sense while operations are only collected. */
    public void requireIdle() {
        if (captured != null) {
            throw new IllegalStateException("host access to device memory while recording");
        }
    }
}
