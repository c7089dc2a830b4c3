package t2drl.fit;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import t2drl.chart.Chart;
import t2drl.common.AtomicFiles;
import t2drl.common.UserException;

/** The files that a fit leaves. */
public final class FitFolder {
    public static final String YAML = "curves.yaml";
    public static final String PNG = "curves.png";
    public static final String SVG = "curves.svg";

    private FitFolder() {}

    /**
     * Writes {@value #YAML}, {@value #PNG} and {@value #SVG} into {@code folder}, which is made if need be.
     *
     * @param source where the measurements came from
     * @param messages where a PNG that cannot be drawn is a line
     */
    public static void write(Path folder, List<ModelFit> fits, String source, PrintWriter messages) {
        AtomicFiles.makeFolder(folder, "--out");
        AtomicFiles.write(folder.resolve(YAML), ScenarioFragment.yaml(fits, source));
        Chart plot = FitPlot.of(fits);
        AtomicFiles.write(folder.resolve(SVG), plot.svg());
        draw(messages, () -> AtomicFiles.write(folder.resolve(PNG), plot.png()));
    }

    /** A picture is no reason to lose numbers: without fonts, which Java takes from the system, for a PNG there is a line on {@code messages} in its place. */
    public static void draw(PrintWriter messages, Runnable drawing) {
        try {
            drawing.run();
        } catch (UserException e) {
            throw e;
        } catch (RuntimeException | InternalError | LinkageError e) {
            messages.println("t2drl: No PNG could be drawn (%s): install fontconfig and a font.".formatted(e));
            messages.flush();
        }
    }
}
