package t2drl.study.chart;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import t2drl.common.AtomicFiles;

/** A picture with its numbers. */
public abstract class Chart {
    public abstract String title();

    abstract int width();

    abstract int height();

    abstract void draw(Canvas canvas);

    /** The numbers as rows of cells, the first one the names of the columns. */
    abstract List<List<String>> rows();

    /** The picture as an SVG, for a file or HTML. */
    public final String svg() {
        SvgCanvas canvas = new SvgCanvas(width(), height(), title());
        draw(canvas);
        return canvas.text();
    }

    /** Writes the SVG, and the numbers as CSV. */
    public final void write(Path folder, String name) {
        AtomicFiles.write(folder.resolve(name + ".svg"), svg());
        StringBuilder csv = new StringBuilder();
        for (List<String> row : rows()) {
            csv.append(String.join(",", row.stream().map(Chart::quoted).toList()))
                    .append('\n');
        }
        AtomicFiles.write(folder.resolve(name + ".csv"), csv.toString());
    }

    /** Writes a PNG; this needs the fonts of the system, and throws all kinds of things where there are none. */
    public final void writePng(Path folder, String name) {
        ImageCanvas canvas = new ImageCanvas(width(), height());
        draw(canvas);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(canvas.image(), "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AtomicFiles.write(folder.resolve(name + ".png"), png.toByteArray());
    }

    private static String quoted(String cell) {
        return cell.contains(",") || cell.contains("\"") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }

    static String cell(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "";
    }
}
