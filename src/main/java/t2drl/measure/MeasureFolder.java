package t2drl.measure;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import t2drl.common.AtomicFiles;
import t2drl.common.UserException;
import t2drl.fit.FitFolder;
import t2drl.fit.MeasurementFile;
import t2drl.fit.ModelFit;

/** The folder that a measurement leaves: made at the end, so that a measurement that was stopped leaves nothing. */
public final class MeasureFolder {
    public static final String MEASUREMENTS = "measurements.csv";

    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private MeasureFolder() {}

    /** {@code runs/measure-<timestamp>}. */
    public static Path defaultPath(LocalDateTime now) {
        return Path.of("runs", "measure-" + TIMESTAMP.format(now));
    }

    /**
     * Checks that {@link #write} can work, so that a bad name costs no time.
     *
     * @throws UserException if {@code folder} is a file, or may not be made or written to
     */
    public static void requireWritable(Path folder) {
        Path existing = folder.toAbsolutePath().normalize();
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            throw new UserException("%s is a file: name another folder with --out.".formatted(existing));
        }
        if (!Files.isWritable(existing)) {
            throw new UserException("You may not write to %s: name another folder with --out.".formatted(existing));
        }
    }

    /** Writes {@value #MEASUREMENTS}, the files of {@link FitFolder} and {@code samples-<model>.png}; a picture that cannot be drawn is a line on {@code messages}. */
    public static void write(Path folder, List<Measuring.Result> results, List<ModelFit> fits, PrintWriter messages) {
        AtomicFiles.makeFolder(folder, "--out");
        AtomicFiles.write(
                folder.resolve(MEASUREMENTS),
                MeasurementFile.text(
                        results.stream().map(Measuring.Result::measurements).toList()));
        FitFolder.write(folder, fits, MEASUREMENTS, messages);
        FitFolder.draw(messages, () -> {
            for (Measuring.Result result : results) {
                AtomicFiles.write(folder.resolve("samples-" + result.model().name() + ".png"), SamplePlot.png(result));
            }
        });
    }
}
