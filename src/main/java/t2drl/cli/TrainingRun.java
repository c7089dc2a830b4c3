package t2drl.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import t2drl.agent.LearnerSettings;
import t2drl.chart.Chart;
import t2drl.common.AtomicFiles;
import t2drl.common.DivergedException;
import t2drl.common.Json;
import t2drl.common.Sha256;
import t2drl.common.UserException;
import t2drl.common.Version;
import t2drl.config.Configuration;
import t2drl.config.ConfigurationPrinter;
import t2drl.edge.Scenario;
import t2drl.kernel.Device;
import t2drl.method.LearnedPolicy;
import t2drl.method.Training;
import t2drl.method.TrainingMetrics;
import t2drl.policy.Policy;
import t2drl.policy.PolicyFiles;
import t2drl.study.Evaluation;
import t2drl.study.EvaluationRun;
import t2drl.study.EvaluationTable;
import t2drl.study.LearningCurve;
import t2drl.study.MetricsLog;
import t2drl.study.RunFolder;

/**
 * One training from start, or from its last checkpoint, to end, and everything it leaves in its folder.
 *
 * @param text progress and results go here
 * @param messages what went wrong goes here
 */
record TrainingRun(
        Configuration configuration,
        long seed,
        Device device,
        int threads,
        RunFolder folder,
        int checkpointSeconds,
        int evaluationEpisodes,
        PrintWriter text,
        PrintWriter messages) {
    /** The seed that evaluate takes by default: every training is evaluated on the same episodes. */
    private static final long EVALUATION_SEED = 0;

    /**
     * Runs until the end, or until somebody interrupts, and returns the summary.
     *
     * @throws DivergedException if a number was not finite any more
     */
    ObjectNode run(boolean resumed, Interruption interruption) {
        Training training = new Training(device, configuration.scenario(), configuration.learners(), seed);
        MetricsLog metrics = folder.metrics();
        PeriodicCheckpoints checkpoints =
                new PeriodicCheckpoints(device, training, metrics, folder, about(), checkpointSeconds, this::remark);
        try {
            if (resumed) {
                checkpoints.restore();
            } else {
                checkpoints.save();
            }
            announce(training, resumed);
            train(training, metrics, checkpoints, interruption);
            checkpoints.save();
        } catch (DivergedException e) {
            folder.keep();
            throw new DivergedException(
                    "The training has diverged (%s) and was stopped; %s: train again with smaller learning rates."
                            .formatted(e.getMessage(), checkpoints.newest()));
        }
        folder.keep();
        double seconds = training.elapsedNanos() / 1e9;
        Policy policy = LearnedPolicy.of(training, configuration, device, seed, seconds);
        PolicyFiles.save(folder.path(), policy);
        return finish(training, metrics.all(), policy, seconds, interruption);
    }

    private void remark(String sentence) {
        Main.complain(messages, sentence);
    }

    private Map<String, String> about() {
        return Map.of(
                "program",
                "t2drl " + Version.current(),
                "device",
                device.name(),
                "seed",
                Long.toString(seed),
                "configuration",
                Sha256.hex(ConfigurationPrinter.yaml(configuration).getBytes(StandardCharsets.UTF_8))
                        .substring(0, 16));
    }

    private void announce(Training training, boolean resumed) {
        LearnerSettings learners = configuration.learners();
        text.printf(
                "Training %s (%s family) on %s, seed %d: %d episodes of %d cells.%n",
                lower(learners.agent()),
                lower(learners.family()),
                device.description(),
                seed,
                learners.episodes(),
                learners.cells());
        if (resumed) {
            text.printf("Going on after %d updates and %d slots.%n", training.updates(), training.slots());
        }
        text.flush();
    }

    private void train(
            Training training, MetricsLog metrics, PeriodicCheckpoints checkpoints, Interruption interruption) {
        Scenario scenario = configuration.scenario();
        LearnerSettings learners = configuration.learners();
        long totalSlots = (long) learners.episodes() * scenario.frames() * scenario.slotsPerFrame() * learners.cells();
        try (Progress progress = new Progress(text, Progress.onTerminal(), totalSlots)) {
            training.run(
                    m -> {
                        metrics.append(m);
                        progress.accept(m);
                    },
                    () -> {
                        checkpoints.saveIfDue();
                        return interruption.requested();
                    });
        }
    }

    private ObjectNode finish(
            Training training,
            List<TrainingMetrics> metrics,
            Policy policy,
            double seconds,
            Interruption interruption) {
        ObjectNode summary = Json.MAPPER.createObjectNode();
        summary.put("interrupted", training.interrupted());
        summary.put("updates", training.updates());
        summary.put("training_seconds", seconds);
        Map<String, Double> references = Map.of();
        if (!training.interrupted()) {
            interruption.close(); // all that was trained is saved: from now on Ctrl-C need not wait
            references = evaluate(new LearnedPolicy(configuration, policy), summary);
        }
        if (!metrics.isEmpty()) {
            drawLearningCurve(metrics, references);
        }
        folder.write(RunFolder.SUMMARY, Json.pretty(summary));
        if (training.interrupted()) {
            text.printf(
                    "Interrupted after %.0f s, %d updates. Run folder: %s; go on with: t2drl train --resume %s%n",
                    seconds, training.updates(), folder.path(), folder.path());
        } else {
            removeCheckpoints();
            text.printf("Trained in %.0f s, %d updates. Run folder: %s%n", seconds, training.updates(), folder.path());
        }
        text.flush();
        return summary;
    }

    private void removeCheckpoints() {
        try {
            folder.checkpoints(about()).remove();
        } catch (IOException e) {
            remark("The checkpoints in %s are no longer needed and cannot be removed (%s): remove them yourself."
                    .formatted(folder.path(), AtomicFiles.reason(e)));
        }
    }

    /** A picture is no reason to lose a run: without fonts, which Java takes from the system, or space on the disk there is none. */
    private void drawLearningCurve(List<TrainingMetrics> metrics, Map<String, Double> references) {
        LearnerSettings learners = configuration.learners();
        try {
            Chart curve = LearningCurve.of(
                    "%s, %s family, seed %d".formatted(lower(learners.agent()), lower(learners.family()), seed),
                    metrics,
                    references);
            AtomicFiles.write(folder.path().resolve(RunFolder.LEARNING_CURVE), curve.png());
        } catch (UserException e) {
            remark(e.getMessage());
        } catch (RuntimeException | InternalError | LinkageError e) {
            remark("No learning curve could be drawn (%s): install fontconfig and a font.".formatted(e));
        }
    }

    /** Prints the table, adds the figures to {@code summary}, and returns the references' costs. */
    private Map<String, Double> evaluate(LearnedPolicy learned, ObjectNode summary) {
        text.printf("Evaluating over %d episodes.%n", evaluationEpisodes);
        text.flush();
        EvaluationRun run = new EvaluationRun(
                device, learned.configuration().scenario(), evaluationEpisodes, EVALUATION_SEED, threads);
        Evaluation evaluation = run.evaluate(learned.method(device, evaluationEpisodes, EVALUATION_SEED));
        text.print(EvaluationTable.text(run.beside(evaluation)));
        text.flush();
        summary.set("evaluation", EvaluateCommand.report(evaluation, run));
        return new TreeMap<>(
                Map.of("oracle", run.oracle().costMean(), "RCARS", run.rcars().costMean()));
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
