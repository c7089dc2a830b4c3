package t2drl.cli;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import t2drl.checkpoint.Checkpoints;
import t2drl.common.AtomicFiles;
import t2drl.common.DivergedException;
import t2drl.kernel.Device;
import t2drl.kernel.SavedState;
import t2drl.method.Training;
import t2drl.study.MetricsLog;
import t2drl.study.RunFolder;

/** Saves a training every so many seconds. A checkpoint that cannot be written is worth a remark and no more: the older one is still there. */
final class PeriodicCheckpoints {
    private final Device device;
    private final Training training;
    private final MetricsLog metrics;
    private final RunFolder folder;
    private final Checkpoints checkpoints;
    private final SavedState state;
    private final long nanosBetween;
    private final Consumer<String> remarks;
    private long last = System.nanoTime();

    /** {@code about}: see {@link Checkpoints}. */
    PeriodicCheckpoints(
            Device device,
            Training training,
            MetricsLog metrics,
            RunFolder folder,
            Map<String, String> about,
            int secondsBetween,
            Consumer<String> remarks) {
        this.device = device;
        this.training = training;
        this.metrics = metrics;
        this.folder = folder;
        this.checkpoints = folder.checkpoints(about);
        this.nanosBetween = secondsBetween * 1_000_000_000L;
        this.remarks = remarks;
        state = training.savedState();
        metrics.listState(state);
    }

    /** Goes on from the newest checkpoint that is sound, or from the beginning if there is none. */
    void restore() {
        if (checkpoints.restore(state, device.precision(), remarks).isEmpty()) {
            metrics.restore(0);
        }
    }

    void saveIfDue() {
        if (System.nanoTime() - last >= nanosBetween) {
            save();
            folder.keep();
        }
    }

    /**
     * Saves the training as it is now.
     *
     * @throws DivergedException if it holds a number that is not finite: such a state is not saved
     */
    void save() {
        try {
            checkpoints.write(training.slots(), state, device.precision());
        } catch (IOException e) {
            remarks.accept("No checkpoint could be written to %s (%s); the training goes on, and %s."
                    .formatted(folder.path(), AtomicFiles.reason(e), newest()));
        } catch (DivergedException e) {
            throw new DivergedException("%s at update %d".formatted(e.getMessage(), training.updates()));
        }
        last = System.nanoTime();
    }

    /** A clause about the newest checkpoint, whose numbers are all finite. */
    String newest() {
        return checkpoints
                .newest()
                .map(file -> "the last checkpoint is " + file)
                .orElse("there is no checkpoint yet");
    }
}
