package t2drl.study;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.config.Configuration;
import t2drl.device.Devices;
import t2drl.kernel.Device;
import t2drl.method.Training;

/**
 * How fast a whole training goes once it learns: cells act, are simulated, store, and the allocation learner updates after every slot.
 *
 * @param slotsPerSecond of all cells together
 * @param memoryBytes what a GPU's memory holds for it; null on other devices
 */
public record TrainingTiming(
        Family family,
        int cells,
        int batch,
        double slotsPerSecond,
        double updatesPerSecond,
        @Nullable Long memoryBytes) {
    private static final int ENDLESS = 100_000;

    /** Updates before the clock starts. */
    private static final int WARM_UP_UPDATES = 20;

    public static TrainingTiming measure(Device device, Configuration configuration, double seconds) {
        LearnerSettings settings = configuration.learners().with(s -> s.episodes = ENDLESS);
        Training training = new Training(device, configuration.scenario(), settings, 1);
        Clock clock = new Clock(device, training, seconds);
        training.run(_ -> {}, clock);
        device.synchronize();
        double passed = (System.nanoTime() - clock.start) / 1e9;
        return new TrainingTiming(
                settings.family(),
                settings.cells(),
                settings.batch(),
                clock.slots * settings.cells() / passed,
                (training.updates() - clock.updatesBefore) / passed,
                Devices.memoryBytes(device));
    }

    /** Asked after every slot; stops the training when its time is over. */
    private static final class Clock implements BooleanSupplier {
        private final Device device;
        private final Training training;
        private final double seconds;
        long start;
        long updatesBefore;
        long slots;

        Clock(Device device, Training training, double seconds) {
            this.device = device;
            this.training = training;
            this.seconds = seconds;
        }

        @Override
        public boolean getAsBoolean() {
            if (training.updates() < WARM_UP_UPDATES) {
                return false;
            }
            if (start == 0) {
                device.synchronize();
                updatesBefore = training.updates();
                start = System.nanoTime();
                return false;
            }
            slots++;
            return System.nanoTime() - start > seconds * 1e9;
        }
    }
}
