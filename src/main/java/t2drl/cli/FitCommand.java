package t2drl.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import t2drl.fit.FitFolder;
import t2drl.fit.FitReport;
import t2drl.fit.MeasurementFile;
import t2drl.fit.ModelFit;

/** Fits the curves of models to measurements. */
@Command(
        name = "fit",
        description = {
            "Fits the TV curve (A1 to A4) and the delay line (B1, B2) of each model to measurements, by least squares.",
            "FILE is CSV with a header: model (its name), steps (denoising steps of a generation), TV (of the image,"
                    + " any unit, lower is better), seconds (time of the whole generation); columns and rows in any"
                    + " order.",
            "With --out: " + FitFolder.YAML + ", which train --config takes, and " + FitFolder.PNG + " and "
                    + FitFolder.SVG + ", points and fits."
        },
        mixinStandardHelpOptions = true)
final class FitCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Measurements, CSV.")
    private Path file;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for the curves and their plot; default: none.")
    private @Nullable Path out;

    @Mixin
    private JsonOption json;

    @Override
    public void run() {
        json.check();
        List<ModelFit> fits = ModelFit.all(MeasurementFile.read(file));
        PrintWriter text = spec.commandLine().getOut();
        text.print(FitReport.text(fits));
        if (out != null) {
            FitFolder.write(out, fits, file.toString(), spec.commandLine().getErr());
            text.println();
            text.printf("Curves: %s, plot: %s%n", out.resolve(FitFolder.YAML), out.resolve(FitFolder.PNG));
        }
        text.flush();
        json.write(FitReport.json(fits));
    }
}
