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
import t2drl.study.compare.UnitResult.CurvePoint;
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
    private final double effort;
    private double done;

    private UnitWork(Unit unit, Watcher watcher, Device device) {
        this.unit = unit;
        this.watcher = watcher;
        this.device = device;
        this.effort = Effort.of(unit);
    }

    /**
     * Trains and tries.
     *
     * @throws CancellationException if the watcher says stop
     */
    public static UnitResult run(Unit unit, Watcher watcher) {
        try (Device device = Devices.open(unit.device(), 1)) {
            return new UnitWork(unit, watcher, device).run();
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
            ObjectNode root = (ObjectNode) Json.MAPPER.readTree(json);
            if (!key.isEmpty()) {
                root.put(key, value);
            }
            return ConfigurationReader.parse(root, key.isEmpty() ? "the study" : key);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private UnitResult run() {
        double seconds = 0;
        long updates = 0;
        List<CurvePoint> curve = new ArrayList<>();
        LearnedPolicy learned = null;
        if (unit.learned()) {
            Configuration configuration = configuration(unit);
            long start = System.nanoTime();
            Training training = train(configuration, curve);
            seconds = (System.nanoTime() - start) / 1e9;
            updates = training.updates();
            Policy policy = LearnedPolicy.of(training, configuration, device, unit.seed(), seconds);
            learned = new LearnedPolicy(configuration, policy);
        }
        List<TrialResult> trials = new ArrayList<>();
        for (Unit.Trial trial : unit.trials()) {
            trials.add(attempt(trial, learned));
            done += Effort.of(unit, trial);
            watcher.progress(Math.min(1, done / effort));
        }
        return new UnitResult(seconds, updates, curve, trials);
    }

    private Training train(Configuration configuration, List<CurvePoint> curve) {
        Training training = new Training(device, configuration.scenario(), configuration.learners(), unit.seed());
        double wanted = Effort.ofTraining(unit);
        int episodes = configuration.learners().episodes();
        training.run(
                m -> {
                    curve.add(new CurvePoint(m.globalStep(), -m.slotReward(), m.hitRatio(), m.lateRatio()));
                    watcher.progress(wanted * curve.size() / episodes / effort);
                },
                watcher::stopped);
        if (training.interrupted()) {
            throw new CancellationException();
        }
        done = wanted;
        return training;
    }

    private TrialResult attempt(Unit.Trial trial, @Nullable LearnedPolicy learned) {
        return new TrialWork(device, configuration(unit, trial).scenario(), unit.seed(), trial, learned, watcher).run();
    }
}
