package t2drl.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import t2drl.common.Json;
import t2drl.common.UserException;
import t2drl.config.Configuration;
import t2drl.kernel.Device;
import t2drl.method.KnownMethod;
import t2drl.method.LearnedPolicy;
import t2drl.policy.DecisionEngine;
import t2drl.policy.PolicyFiles;
import t2drl.study.Evaluation;
import t2drl.study.EvaluationRun;
import t2drl.study.EvaluationTable;

/** Evaluates a trained policy or a method on fixed episodes. */
@Command(
        name = "evaluate",
        description = {
            "Runs a trained policy, or a method, greedily over fixed evaluation episodes, beside RCARS and the oracle.",
            "All methods meet the same users, requests and channels. gap closed: 0 at RCARS, 1 at the oracle."
        },
        mixinStandardHelpOptions = true)
final class EvaluateCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "RUN|METHOD",
            description =
                    "A run's folder, as train makes it, or one of: schrs, rcars, lfu, static, oracle, best-known.")
    private String subject;

    @Option(
            names = "--episodes",
            paramLabel = "N",
            defaultValue = "200",
            description = "Evaluation episodes; default ${DEFAULT-VALUE}.")
    private int episodes;

    @Option(
            names = "--best-of",
            paramLabel = "N",
            description = "Candidate actions of which the critic chooses; default: what the run's configuration says.")
    private @Nullable Integer bestOf;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description = "Who decides for the policy, as in a program that embeds it, while --device simulates. "
                    + DecidingEngine.NAMES + " Default: --device decides, too.")
    private @Nullable DecidingEngine engine;

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
        Limits.episodes("--episodes", episodes);
        if (bestOf != null) {
            Limits.bestOf(bestOf);
        }
        json.check();
        KnownMethod method = KnownMethod.named(subject).orElse(null);
        if (method != null && method.isLearned()) {
            throw new UserException(
                    "%s has to be trained: run train, then evaluate the folder that it leaves.".formatted(subject));
        }
        if (method != null && (engine != null || bestOf != null)) {
            throw new UserException("%s is for trained policies: leave it out with %s."
                    .formatted(engine != null ? "--engine" : "--best-of", subject));
        }
        LearnedPolicy learned = method == null ? load() : null;
        Configuration configuration = learned == null ? config.read() : learned.configuration();
        PrintWriter out = spec.commandLine().getOut();
        try (DecisionEngine decider = engine == null ? null : engine.load(Path.of(subject));
                Device device = deviceOption.open(spec.commandLine().getErr())) {
            EvaluationRun run =
                    new EvaluationRun(device, configuration.scenario(), episodes, seed.seed, deviceOption.threads());
            Evaluation evaluation = learned == null
                    ? run.evaluate(method)
                    : run.evaluate(
                            decider == null
                                    ? learned.method(device, episodes, seed.seed)
                                    : learned.method(device, decider, episodes, seed.seed));
            out.print(EvaluationTable.text(run.beside(evaluation)));
            out.flush();
            json.write(report(evaluation, run));
        }
    }

    private LearnedPolicy load() {
        if (config.given()) {
            throw new UserException(
                    "--config is for a METHOD: the run %s brings its own configuration.".formatted(subject));
        }
        Path folder = Path.of(subject);
        if (!Files.isDirectory(folder)) {
            String methods = Arrays.stream(KnownMethod.values())
                    .filter(m -> !m.isLearned())
                    .map(KnownMethod::id)
                    .collect(Collectors.joining(", "));
            throw new UserException(
                    "%s is neither the folder of a run nor one of the methods %s.".formatted(subject, methods));
        }
        LearnedPolicy policy = LearnedPolicy.from(PolicyFiles.load(folder), subject);
        return bestOf == null ? policy : policy.withBestOf(bestOf);
    }

    /** The evaluation's keys, and those of both references one level down. */
    static ObjectNode report(Evaluation evaluation, EvaluationRun run) {
        ObjectNode root = Json.MAPPER.valueToTree(evaluation);
        ObjectNode references = root.putObject("references");
        references.set("rcars", Json.MAPPER.valueToTree(run.rcars()));
        references.set("oracle", Json.MAPPER.valueToTree(run.oracle()));
        return root;
    }
}
