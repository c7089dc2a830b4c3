package t2drl.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.common.UserException;
import t2drl.config.Configuration;
import t2drl.config.ConfigurationPrinter;
import t2drl.config.ConfigurationReader;
import t2drl.kernel.Device;
import t2drl.kernel.DeviceException;
import t2drl.study.RunFolder;
import t2drl.study.Versions;

/** Trains both learners of T2DRL and evaluates what they learned. */
@Command(
        name = "train",
        description = {
            "Trains T2DRL: a DDQN caches models every frame, a D3PG shares bandwidth and compute every slot.",
            "Leaves a run folder: configuration, versions, metrics, learning curve, policy, summary.",
            "Ctrl-C ends the training and keeps the policy as it is by then. A training that was interrupted, or"
                    + " killed in any way, goes on with --resume."
        },
        mixinStandardHelpOptions = true)
final class TrainCommand implements Runnable {
    /** What a run to go on with has brought along itself. */
    private static final List<String> NOT_WITH_RESUME =
            List.of("--agent", "--family", "--episodes", "--out", "--config", "--seed");

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
    private CheckpointSecondsOption betweenCheckpoints;

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description = "Goes on with the run in this folder, from its last checkpoint, on the device it began on;"
                    + " ends as it would have ended.")
    private @Nullable Path resume;

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
        Limits.checkpointSeconds(betweenCheckpoints.seconds);
        json.check();
        if (resume == null) {
            start();
        } else {
            goOn(resume);
        }
    }

    private void start() {
        Configuration configuration = configuration();
        LearnerSettings learners = configuration.learners();
        try (Device device = deviceOption.open(messages());
                Interruption interruption = Interruption.watch();
                RunFolder folder = RunFolder.create(
                        out == null ? defaultFolder(learners) : out,
                        ConfigurationPrinter.yaml(configuration),
                        Versions.here(device.name(), deviceOption.threads(), seed.seed))) {
            train(configuration, seed.seed, device, folder, false, interruption);
        }
    }

    private void goOn(Path run) {
        for (String option : NOT_WITH_RESUME) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new UserException("%s and --resume do not go together: %s goes on as it began, so leave out %s."
                        .formatted(option, run, option));
            }
        }
        try (RunFolder folder = RunFolder.resume(run)) {
            if (folder.finished()) {
                spec.commandLine().getOut().printf("%s is finished: nothing is left to do.%n", run);
                return;
            }
            Versions versions = folder.versions();
            Configuration configuration = ConfigurationReader.read(run.resolve(RunFolder.CONFIG));
            try (Device device = deviceOption.openAgain(versions.device(), run, messages());
                    Interruption interruption = Interruption.watch()) {
                train(configuration, versions.seed(), device, folder, true, interruption);
            }
        }
    }

    private void train(
            Configuration configuration,
            long seed,
            Device device,
            RunFolder folder,
            boolean resumed,
            Interruption interruption) {
        TrainingRun run = new TrainingRun(
                configuration,
                seed,
                device,
                deviceOption.threads(),
                folder,
                betweenCheckpoints.seconds,
                evaluationEpisodes,
                spec.commandLine().getOut(),
                messages());
        try {
            json.write(run.run(resumed, interruption));
        } catch (UserException | DeviceException e) {
            boolean goesOn = folder.checkpoints(Map.of()).newest().isPresent();
            if (folder.kept() && !folder.finished() && goesOn) {
                Main.complain(messages(), "What was trained is kept: go on with --resume %s.".formatted(folder.path()));
            }
            throw e;
        }
    }

    private PrintWriter messages() {
        return spec.commandLine().getErr();
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
        return RunFolder.defaultPath(
                TrainingRun.lower(learners.agent()),
                TrainingRun.lower(learners.family()),
                seed.seed,
                LocalDateTime.now());
    }
}
