package t2drl.study.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import t2drl.checkpoint.Checkpoints;
import t2drl.config.Configuration;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.SavedState;
import t2drl.method.Training;
import t2drl.study.compare.UnitResult.CurvePoint;

/** The training of a unit and its curve; goes on from the last checkpoint, if there is one. */
final class UnitTraining {
    /** A double is two integers. */
    private static final int INTS_PER_POINT = 8;

    private final Device device;
    private final int episodes;
    private final Training training;
    private final List<CurvePoint> curve = new ArrayList<>();
    private final Indices curveBits;
    private final SavedState state;
    private final @Nullable Path folder;
    private final @Nullable Checkpoints saved;
    private final long nanosBetween;
    private long last = System.nanoTime();
    private long points;

    UnitTraining(Unit unit, Configuration configuration, Device device, @Nullable UnitCheckpoints checkpoints) {
        this.device = device;
        episodes = configuration.learners().episodes();
        training = new Training(device, configuration.scenario(), configuration.learners(), unit.seed());
        curveBits = device.indices(INTS_PER_POINT * episodes);
        state = training.savedState()
                .add("curve_points", curve::size, value -> points = value)
                .addFilled("curve", curveBits, () -> INTS_PER_POINT * curve.size());
        nanosBetween = checkpoints == null ? 0 : checkpoints.seconds() * 1_000_000_000L;
        folder = checkpoints == null ? null : checkpoints.folderOf(unit);
        saved = folder == null ? null : new Checkpoints(folder, Map.of("device", unit.device()));
    }

    /**
     * Trains to the end. {@code progress} hears the part that is done.
     *
     * @throws CancellationException if the watcher says stop
     */
    Training run(UnitWork.Watcher watcher, DoubleConsumer progress) {
        restore();
        training.run(
                m -> {
                    add(new CurvePoint(m.globalStep(), -m.slotReward(), m.hitRatio(), m.lateRatio()));
                    progress.accept((double) curve.size() / episodes);
                },
                () -> {
                    if (System.nanoTime() - last >= nanosBetween) {
                        save();
                    }
                    return watcher.stopped();
                });
        save();
        if (training.interrupted()) {
            throw new CancellationException();
        }
        return training;
    }

    List<CurvePoint> curve() {
        return curve;
    }

    private void restore() {
        if (saved == null || saved.restore(state, device.precision(), _ -> {}).isEmpty()) {
            return;
        }
        int[] bits = curveBits.toArray();
        for (int i = 0; i < points; i++) {
            curve.add(new CurvePoint(
                    (long) number(bits, i, 0), number(bits, i, 1), number(bits, i, 2), number(bits, i, 3)));
        }
    }

    private static double number(int[] bits, int point, int field) {
        int at = INTS_PER_POINT * point + 2 * field;
        return Double.longBitsToDouble((long) bits[at] << 32 | Integer.toUnsignedLong(bits[at + 1]));
    }

    private void add(CurvePoint point) {
        double[] numbers = {point.slots(), point.cost(), point.hitRatio(), point.lateRatio()};
        int[] bits = new int[INTS_PER_POINT];
        for (int i = 0; i < numbers.length; i++) {
            long all = Double.doubleToRawLongBits(numbers[i]);
            bits[2 * i] = (int) (all >> 32);
            bits[2 * i + 1] = (int) all;
        }
        curveBits.write(INTS_PER_POINT * curve.size(), bits, 0, INTS_PER_POINT);
        curve.add(point);
    }

    /** One that cannot be written costs no more than what was done since the one before. */
    private void save() {
        if (saved != null) {
            try {
                saved.write(training.slots(), state, device.precision());
            } catch (IOException e) {
                // The older ones are still there.
            }
            last = System.nanoTime();
        }
    }

    /** Removes the checkpoints: the unit is done. */
    void forget() {
        if (saved != null && folder != null) {
            try {
                saved.remove();
                Files.deleteIfExists(folder);
            } catch (IOException e) {
                // They take room and do no other harm.
            }
        }
    }
}
