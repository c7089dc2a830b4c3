package t2drl.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.common.Json;
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
import t2drl.study.Versions;

/** Trains both learners of T2DRL and evaluates what they learned. */
@Command(
        name = "train",
        description = {
            "Trains T2DRL: a DDQN caches models every frame, a D3PG shares bandwidth and compute every slot.",
            "Leaves a run folder: configuration, versions, metrics, learning curve, policy, summary.",
            "Ctrl-C ends the training and keeps the policy as it is by then."
        },
        mixinStandardHelpOptions = true)
final class TrainCommand implements Runnable {
    /** The seed that evaluate takes by default: every training is evaluated on the same episodes. */
    private static final long EVALUATION_SEED = 0;

    @Spec
    private CommandSpec spec;

    @Option(names = "--agent", paramLabel = "NAME", description = "Allocation learner: d3pg (default) or ddpg.")
    private @Nullable AgentKind agent;

    @Option(
            names = "--family",
            paramLabel = "NAME",
            description = "Networks: shared (default) or flat, the textbook form; with --config, the file says it.")
    private @Nullable Family family;

    @Option(
            names = "--episodes",
            paramLabel = "N",
            description = "Episodes of every cell; default: the configuration's.")
    private @Nullable Integer episodes;

    @Option(
            names = "--evaluation-episodes",
            paramLabel = "N",
            defaultValue = "200",
            description = "Episodes of the evaluation afterwards; default ${DEFAULT-VALUE}.")
    private int evaluationEpisodes;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The run's folder; default: runs/<agent>-<family>-seed<S>-<time>.")
    private @Nullable Path out;

    @Mixin
    private ConfigOption config;

    @Mixin
    private SeedOption seed;

    @Mixin
    private DeviceOption deviceOption;

    @Mixin
    private JsonOption json;

    @Override
    public void run() {
        Limits.episodes("--evaluation-episodes", evaluationEpisodes);
        Configuration configuration = configuration();
        json.check();
        LearnerSettings learners = configuration.learners();
        PrintWriter text = spec.commandLine().getOut();
        try (Device device = deviceOption.open(spec.commandLine().getErr());
                RunFolder folder = RunFolder.create(
                        out == null ? defaultFolder(learners) : out,
                        ConfigurationPrinter.yaml(configuration),
                        Versions.here(device.name(), deviceOption.threads(), seed.seed))) {
            train(configuration, device, folder, text);
        }
    }

    private Configuration configuration() {
        Configuration configuration = config.read(family);
        return configuration.withLearners(s -> {
            if (agent != null) {
                s.agent = agent;
            }
            if (episodes != null) {
                Limits.episodes("--episodes", episodes);
                s.episodes = episodes;
            }
        });
    }

    private Path defaultFolder(LearnerSettings learners) {
        return RunFolder.defaultPath(lower(learners.agent()), lower(learners.family()), seed.seed, LocalDateTime.now());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private void train(Configuration configuration, Device device, RunFolder folder, PrintWriter text) {
        Scenario scenario = configuration.scenario();
        LearnerSettings learners = configuration.learners();
        long totalSlots = (long) learners.episodes() * scenario.frames() * scenario.slotsPerFrame() * learners.cells();
        long start = System.nanoTime();
        try (Interruption interruption = Interruption.watch()) {
            Training training = new Training(device, scenario, learners, seed.seed);
            text.printf(
                    "Training %s (%s family) on %s, seed %d: %d episodes of %d cells.%n",
                    lower(learners.agent()),
                    lower(learners.family()),
                    device.description(),
                    seed.seed,
                    learners.episodes(),
                    learners.cells());
            text.flush();
            List<TrainingMetrics> metrics;
            try (MetricsLog log = folder.metrics();
                    Progress progress = new Progress(text, Progress.onTerminal(), totalSlots)) {
                training.run(
                        m -> {
                            log.append(m);
                            progress.accept(m);
                        },
                        interruption::requested);
                metrics = log.all();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            Policy policy = LearnedPolicy.of(training, configuration, device, seed.seed, seconds);
            PolicyFiles.save(folder.draft(), policy);
            ObjectNode summary = Json.MAPPER.createObjectNode();
            summary.put("interrupted", training.interrupted());
            summary.put("updates", training.updates());
            summary.put("training_seconds", seconds);
            Map<String, Double> references = Map.of();
            if (!training.interrupted()) {
                references = evaluate(new LearnedPolicy(configuration, policy), device, text, summary);
            }
            if (!metrics.isEmpty()) {
                drawLearningCurve(folder, learners, metrics, references);
            }
            folder.write(RunFolder.SUMMARY, Json.pretty(summary));
            Path run = folder.commit();
            text.printf(
                    "%s %.0f s, %d updates. Run folder: %s%n",
                    training.interrupted() ? "Interrupted after" : "Trained in", seconds, training.updates(), run);
            text.flush();
            json.write(summary);
        }
    }

    /** A picture is no reason to lose a run: without fonts, which Java takes from the system, there is none. */
    private void drawLearningCurve(
            RunFolder folder, LearnerSettings learners, List<TrainingMetrics> metrics, Map<String, Double> references) {
        try {
            LearningCurve.write(
                    folder.draft().resolve(RunFolder.LEARNING_CURVE),
                    "%s, %s family, seed %d".formatted(lower(learners.agent()), lower(learners.family()), seed.seed),
                    metrics,
                    references);
        } catch (RuntimeException | InternalError | LinkageError e) {
            PrintWriter messages = spec.commandLine().getErr();
            messages.println(
                    "t2drl: No learning curve could be drawn (%s): install fontconfig and a font.".formatted(e));
            messages.flush();
        }
    }

    /** Prints the table, adds the figures to {@code summary}, and returns the references' costs. */
    private Map<String, Double> evaluate(LearnedPolicy learned, Device device, PrintWriter text, ObjectNode summary) {
        text.printf("Evaluating over %d episodes.%n", evaluationEpisodes);
        text.flush();
        EvaluationRun run = new EvaluationRun(
                device,
                learned.configuration().scenario(),
                evaluationEpisodes,
                EVALUATION_SEED,
                deviceOption.threads());
        Evaluation evaluation = run.evaluate(learned.method(device, evaluationEpisodes, EVALUATION_SEED));
        text.print(EvaluationTable.text(run.beside(evaluation)));
        text.flush();
        summary.set("evaluation", EvaluateCommand.report(evaluation, run));
        return new TreeMap<>(
                Map.of("oracle", run.oracle().costMean(), "RCARS", run.rcars().costMean()));
    }
}
