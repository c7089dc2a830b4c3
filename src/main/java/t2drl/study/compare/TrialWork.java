package t2drl.study.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import t2drl.edge.CacheSets;
import t2drl.edge.Cells;
import t2drl.edge.Scenario;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.SlotOutcome;
import t2drl.method.EpisodeResult;
import t2drl.method.Evaluator;
import t2drl.method.LearnedPolicy;
import t2drl.method.Method;
import t2drl.study.EvaluationRun;
import t2drl.study.compare.UnitResult.Figures;
import t2drl.study.compare.UnitResult.TrialResult;
import t2drl.study.stats.Statistics;

/** Does a {@link Unit.Trial}. */
final class TrialWork {
    /** Frames of whose fifth slot one cell is kept as an example. */
    private static final List<Integer> EXAMPLE_FRAMES = List.of(1, 4, 7);

    private final Device device;
    private final Scenario scenario;
    private final CacheSets sets;
    private final long seed;
    private final Unit.Trial trial;
    private final @Nullable LearnedPolicy learned;
    private final UnitWork.Watcher watcher;
    private final double[] parts = new double[4];
    private final double[][] frames;
    private final double[][] held;
    private final List<ExampleSlot> examples = new ArrayList<>();

    TrialWork(
            Device device,
            Scenario scenario,
            long seed,
            Unit.Trial trial,
            @Nullable LearnedPolicy learned,
            UnitWork.Watcher watcher) {
        this.device = device;
        this.scenario = scenario;
        this.sets = new CacheSets(scenario);
        this.seed = seed;
        this.trial = trial;
        this.learned = learned;
        this.watcher = watcher;
        frames = new double[scenario.popularityStates()][1];
        held = new double[scenario.popularityStates()][scenario.models()];
    }

    TrialResult run() {
        StudyMethods methods = new StudyMethods(device, scenario, sets, seed, learned);
        List<EpisodeResult> episodes = evaluator(trial.episodes())
                .run(methods.make(trial.method(), trial.episodes()), this::served)
                .episodes();
        Figures figures = new Figures(
                mean(episodes.stream().mapToDouble(EpisodeResult::cost).toArray()),
                mean(episodes.stream().mapToDouble(EpisodeResult::latency).toArray()),
                parts[0],
                parts[1],
                parts[2],
                parts[3],
                mean(episodes.stream().mapToDouble(EpisodeResult::tv).toArray()),
                mean(episodes.stream().mapToDouble(EpisodeResult::hitRatio).toArray()),
                mean(episodes.stream().mapToDouble(EpisodeResult::lateRatio).toArray()));
        return new TrialResult(
                trial,
                figures,
                episodes.stream().map(EpisodeResult::cost).toList(),
                trial.detailed() ? List.of(decisionMicros(methods)) : List.of(),
                trial.detailed() ? heldPerState() : List.of(),
                examples);
    }

    private Evaluator evaluator(int episodes) {
        return new Evaluator(device, scenario, sets, episodes, EvaluationRun.evaluationSeed(seed));
    }

    private void served(int slot, Cells cells, Buffer b, Buffer xi) {
        if (watcher.stopped()) {
            throw new CancellationException();
        }
        SlotOutcome outcome = cells.outcome();
        int slots = scenario.frames() * scenario.slotsPerFrame();
        Buffer[] seconds = {
            outcome.uplinkSeconds(), outcome.generationSeconds(), outcome.backhaulSeconds(), outcome.downlinkSeconds()
        };
        for (int p = 0; p < parts.length; p++) {
            parts[p] += mean(seconds[p].toArray()) / slots;
        }
        if (trial.detailed() && slot % scenario.slotsPerFrame() == 0) {
            countCached(cells);
        }
        int frame = slot / scenario.slotsPerFrame();
        if (trial.detailed()
                && EXAMPLE_FRAMES.contains(frame)
                && slot % scenario.slotsPerFrame() == Math.min(4, scenario.slotsPerFrame() - 1)) {
            int cell = Math.min(examples.size(), trial.episodes() - 1);
            examples.add(ExampleSlot.of(scenario, slot, cell, cells, b, xi));
        }
    }

    private void countCached(Cells cells) {
        int[] states = cells.memory().state().toArray();
        double[] cached = cells.memory().cached().toArray();
        for (int c = 0; c < states.length; c++) {
            frames[states[c]][0]++;
            for (int m = 0; m < scenario.models(); m++) {
                held[states[c]][m] += cached[c * scenario.models() + m];
            }
        }
    }

    /** A state that never came has held nothing. */
    private List<List<Double>> heldPerState() {
        List<List<Double>> perState = new ArrayList<>();
        for (int j = 0; j < held.length; j++) {
            double count = Math.max(1, frames[j][0]);
            perState.add(Arrays.stream(held[j]).mapToObj(h -> h / count).toList());
        }
        return perState;
    }

    /** The median over an episode's slots, decided one by one; an episode before it warms up. */
    private double decisionMicros(StudyMethods methods) {
        Timed timed = new Timed(device, methods.make(trial.method(), 1));
        Evaluator.Watcher stop = (slot, cells, b, xi) -> {
            if (watcher.stopped()) {
                throw new CancellationException();
            }
        };
        evaluator(1).run(timed, stop);
        timed.micros.clear();
        evaluator(1).run(timed, stop);
        return Statistics.median(
                timed.micros.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static double mean(double[] values) {
        return Statistics.mean(values);
    }

    /** Another method with a clock. */
    private static final class Timed implements Method {
        private final Device device;
        private final Method method;
        private final List<Double> micros = new ArrayList<>();

        Timed(Device device, Method method) {
            this.device = device;
            this.method = method;
        }

        @Override
        public String name() {
            return method.name();
        }

        @Override
        public void start() {
            method.start();
        }

        @Override
        public void cache(Cells cells, Indices choice) {
            method.cache(cells, choice);
        }

        @Override
        public void allocate(Cells cells, Buffer state, Buffer hit, Buffer a3, Buffer b, Buffer xi) {
            long start = System.nanoTime();
            method.allocate(cells, state, hit, a3, b, xi);
            device.synchronize();
            micros.add((System.nanoTime() - start) / 1e3);
        }
    }
}
