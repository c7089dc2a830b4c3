package t2drl.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import t2drl.common.AtomicFiles;
import t2drl.method.LearnedPolicy;
import t2drl.policy.Policy;
import t2drl.policy.PolicyFiles;
import t2drl.policy.onnx.OnnxExport;

/** Writes a policy in another program's format. */
@Command(
        name = "export",
        description = {
            "Writes a trained policy's networks as ONNX models (opset 18): actor.onnx, critic1.onnx, q.onnx.",
            "Inputs and outputs: docs/policy.md."
        },
        mixinStandardHelpOptions = true)
final class ExportCommand implements Runnable {
    /** The formats there are. */
    enum Format {
        ONNX
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "A run's folder, as train makes it.")
    private Path run;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            required = true,
            description = "One of: ${COMPLETION-CANDIDATES}.")
    private Format format;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The folder to write into, made if missing; default: the run's own.")
    private @Nullable Path out;

    @Override
    public void run() {
        Policy policy =
                LearnedPolicy.from(PolicyFiles.load(run), run.toString()).policy();
        Path folder = out == null ? run : out;
        AtomicFiles.makeFolder(folder, "--out");
        List<Path> files = OnnxExport.write(policy, folder);
        files.forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
    }
}
