package t2drl.chart;

import java.nio.file.Path;
import java.util.List;
import t2drl.common.AtomicFiles;

/** A picture with its numbers. */
public abstract class Chart {
    private final String title;
    private final double titleX;
    private final int width;
    private final int height;

    Chart(String title, double titleX, int width, int height) {
        this.title = title;
        this.titleX = titleX;
        this.width = width;
        this.height = height;
    }

    public final String title() {
        return title;
    }

    final int width() {
        return width;
    }

    final int height() {
        return height;
    }

    /** Everything but the title. */
    abstract void plot(Canvas canvas);

    /** The numbers as rows of cells, the first one the names of the columns. */
    abstract List<List<String>> rows();

    final void draw(Canvas canvas) {
        canvas.text(title, titleX, 18, Style.TITLE, true, Style.INK, Canvas.Anchor.START, false);
        plot(canvas);
    }

    /** The picture as an SVG, for a file or HTML. */
    public final String svg() {
        SvgCanvas canvas = new SvgCanvas(width, height, title);
        draw(canvas);
        return canvas.text();
    }

    /** The picture as a PNG; this needs the fonts of the system, and throws all kinds of things where there are none. */
    public final byte[] png() {
        ImageCanvas canvas = new ImageCanvas(width, height);
        draw(canvas);
        return Png.encode(canvas.image());
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

    private static String quoted(String cell) {
        return cell.contains(",") || cell.contains("\"") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }

    static String cell(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "";
    }
}
