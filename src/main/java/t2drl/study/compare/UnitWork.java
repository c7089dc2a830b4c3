package t2drl.study.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import t2drl.common.Json;
import t2drl.config.Configuration;
import t2drl.config.ConfigurationReader;
import t2drl.device.Devices;
import t2drl.kernel.Device;
import t2drl.method.LearnedPolicy;
import t2drl.method.Training;
import t2drl.policy.Policy;
import t2drl.study.compare.UnitResult.TrialResult;

/** Does a {@link Unit}: the same unit gives the same numbers, wherever and whenever it is done. */
public final class UnitWork {
    /** Who waits for the result. */
    public interface Watcher {
        /** Whether to give up, asked often. */
        boolean stopped();

        /** How much is done, 0 to 1. */
        void progress(double part);
    }

    private final Unit unit;
    private final Watcher watcher;
    private final Device device;
    private final @Nullable UnitCheckpoints checkpoints;
    private final double effort;
    private double done;

    private UnitWork(Unit unit, Watcher watcher, Device device, @Nullable UnitCheckpoints checkpoints) {
        this.unit = unit;
        this.watcher = watcher;
        this.device = device;
        this.checkpoints = checkpoints;
        this.effort = Effort.of(unit);
    }

    /**
     * Trains and tries.
     *
     * @param device the unit's, or which of several of that kind
     * @param checkpoints where the training is saved on its way, and goes on from; null for nowhere
     * @throws CancellationException if the watcher says stop
     */
    public static UnitResult run(Unit unit, String device, @Nullable UnitCheckpoints checkpoints, Watcher watcher) {
        try (Device opened = Devices.open(device, 1)) {
            return new UnitWork(unit, watcher, opened, checkpoints).run();
        }
    }

    /** The unit's configuration. */
    static Configuration configuration(Unit unit) {
        return configuration(unit.configuration(), "", 0);
    }

    /** The unit's configuration with one key of the scenario changed, as a trial wants it. */
    static Configuration configuration(Unit unit, Unit.Trial trial) {
        return configuration(unit.configuration(), trial.key(), trial.value());
    }

    static Configuration configuration(String json, String key, double value) {
        try {
            if (!(Json.MAPPER.readTree(json) instanceof ObjectNode root)) {
                throw new IllegalArgumentException("a configuration that is no object");
            }
            if (!key.isEmpty()) {
                root.put(key, value);
            }
            return ConfigurationReader.parse(root, key.isEmpty() ? "the study" : key);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private UnitResult run() {
        if (!unit.learned()) {
            return new UnitResult(0, 0, List.of(), trials(null));
        }
        Configuration configuration = configuration(unit);
        UnitTraining unitTraining = new UnitTraining(unit, configuration, device, checkpoints);
        double wanted = Effort.ofTraining(unit);
        Training training = unitTraining.run(watcher, part -> watcher.progress(wanted * part / effort));
        done = wanted;
        double seconds = training.elapsedNanos() / 1e9;
        Policy policy = LearnedPolicy.of(training, configuration, device, unit.seed(), seconds);
        List<TrialResult> trials = trials(new LearnedPolicy(configuration, policy));
        unitTraining.forget();
        return new UnitResult(seconds, training.updates(), unitTraining.curve(), trials);
    }

    private List<TrialResult> trials(@Nullable LearnedPolicy learned) {
        List<TrialResult> trials = new ArrayList<>();
        for (Unit.Trial trial : unit.trials()) {
            trials.add(attempt(trial, learned));
            done += Effort.of(unit, trial);
            watcher.progress(Math.min(1, done / effort));
        }
        return trials;
    }

    private TrialResult attempt(Unit.Trial trial, @Nullable LearnedPolicy learned) {
        return new TrialWork(device, configuration(unit, trial).scenario(), unit.seed(), trial, learned, watcher).run();
    }
}
