package t2drl.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import t2drl.common.UserException;
import t2drl.fit.FitReport;
import t2drl.fit.ModelFit;
import t2drl.kernel.Device;
import t2drl.measure.IdxFile;
import t2drl.measure.ImageModel;
import t2drl.measure.Images;
import t2drl.measure.MeasureFolder;
import t2drl.measure.MeasureSettings;
import t2drl.measure.Measuring;
import t2drl.measure.TotalVariation;

/** Makes the measurements that {@code fit} takes, on this machine. */
@Command(
        name = "measure",
        description = {
            "Measures quality and delay by denoising steps on this machine, with real models: trains three small"
                    + " diffusion models of images with this library's own kernels, generates with more and more steps,"
                    + " records total variation and seconds, and fits the curves (see fit).",
            "Leaves " + MeasureFolder.MEASUREMENTS + ", the files of fit, and a picture of images for each model.",
            "A few minutes on two cores; keep the machine quiet. Ctrl-C ends it and leaves nothing."
        },
        mixinStandardHelpOptions = true)
final class MeasureCommand implements Runnable {
    /** Where Debian's package dataset-fashion-mnist puts its files. */
    private static final Path INSTALLED = Path.of("/usr/share/datasets/fashion-mnist");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "Images to learn: an IDX file as MNIST has it, plain or gzip, or a folder that holds"
                    + " train-images-idx3-ubyte(.gz); default: Debian's package dataset-fashion-mnist, if it is"
                    + " installed.")
    private @Nullable Path data;

    @Option(names = "--quick", description = "Images of half the size, less training: less than a minute.")
    private boolean quick;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for the files; default: runs/measure-<time>.")
    private @Nullable Path out;

    @Mixin
    private SeedOption seed;

    @Mixin
    private DeviceOption deviceOption;

    @Mixin
    private JsonOption json;

    @Override
    public void run() {
        json.check();
        Path folder = out == null ? MeasureFolder.defaultPath(LocalDateTime.now()) : out;
        MeasureFolder.requireWritable(folder);
        Path source = source();
        Images images = IdxFile.read(source);
        Images learned = quick ? images.halved() : images;
        PrintWriter text = spec.commandLine().getOut();
        try (Interruption interruption = Interruption.watch();
                Device device = deviceOption.open(spec.commandLine().getErr())) {
            double trueTv = TotalVariation.mean(learned);
            text.printf(
                    "Measuring on %s, seed %d: %d images of %d x %d pixels from %s, TV %.1f.%n",
                    device.description(),
                    seed.seed,
                    learned.count(),
                    learned.width(),
                    learned.height(),
                    source,
                    trueTv);
            text.flush();
            List<Measuring.Result> results = measure(device, learned, interruption, text);
            if (interruption.requested()) {
                text.println("Interrupted: nothing was written.");
                text.flush();
                return;
            }
            List<ModelFit> fits = ModelFit.all(
                    results.stream().map(Measuring.Result::measurements).toList());
            MeasureFolder.write(folder, results, fits, spec.commandLine().getErr());
            ObjectNode report = FitReport.json(fits);
            report.put("images_tv", trueTv);
            json.write(report);
            text.print(FitReport.text(fits));
            text.printf("%nMeasurements, curves and pictures: %s%n", folder);
            text.flush();
        }
    }

    private Path source() {
        if (data != null) {
            return data;
        }
        if (Files.isDirectory(INSTALLED)) {
            return INSTALLED;
        }
        throw new UserException("There are no images to learn: name IDX files, such as MNIST's, with --data, or install"
                + " Debian's package dataset-fashion-mnist; docs/measure.md tells more.");
    }

    private List<Measuring.Result> measure(Device device, Images images, Interruption interruption, PrintWriter text) {
        MeasureSettings settings = quick ? MeasureSettings.QUICK : MeasureSettings.FULL;
        List<Measuring.Result> results = new ArrayList<>();
        try (MeasureProgress progress = new MeasureProgress(text, Progress.onTerminal(), settings.updates())) {
            Measuring measuring = new Measuring(device, images, settings, seed.seed, progress, interruption::requested);
            for (ImageModel model : ImageModel.THREE) {
                Measuring.Result result = measuring.measure(model);
                if (result == null) {
                    break;
                }
                results.add(result);
            }
        }
        return results;
    }
}
