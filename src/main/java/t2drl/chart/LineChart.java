package t2drl.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** Lines with bands around them, and points; the legend is at the top. */
public final class LineChart extends Chart {
    private static final int WIDTH = 548;
    private static final int PLOT_HEIGHT = 250;
    private static final int LEFT = 62;
    private static final int RIGHT = 18;
    private static final int BOTTOM = 48;
    private static final int LEGEND_ROW = 18;
    private static final int TITLE_HEIGHT = 26;

    /** How a series is drawn. */
    public enum Form {
        LINE,
        MARKED_LINE,
        /** Pale points without a line. */
        POINTS
    }

    /**
     * A line, or points.
     *
     * @param name in the legend; empty for none
     * @param style which of the styles: the same number looks the same in every chart
     * @param low, high ends of its band at each point, NaN for none
     */
    public record Series(String name, int style, double[] x, double[] y, double[] low, double[] high, Form form) {
        /** Without a band. */
        public static Series plain(String name, int style, double[] x, double[] y, Form form) {
            double[] none = new double[x.length];
            Arrays.fill(none, Double.NaN);
            return new Series(name, style, x, y, none, none, form);
        }
    }

    private final String xTitle;
    private final String yTitle;
    private final List<Series> series;
    private final boolean fromZero;
    private final int top;

    public LineChart(String title, String xTitle, String yTitle, List<Series> series) {
        this(title, xTitle, yTitle, series, false);
    }

    private LineChart(String title, String xTitle, String yTitle, List<Series> series, boolean fromZero) {
        int top = TITLE_HEIGHT + legend(series, null) * LEGEND_ROW + 8;
        super(title, LEFT, WIDTH, top + PLOT_HEIGHT + BOTTOM);
        this.xTitle = xTitle;
        this.yTitle = yTitle;
        this.series = series;
        this.fromZero = fromZero;
        this.top = top;
    }

    /** The same chart, whose values start at 0. */
    public LineChart fromZero() {
        return new LineChart(title(), xTitle, yTitle, series, true);
    }

    @Override
    void plot(Canvas canvas) {
        legend(series, canvas);
        double bottom = top + PLOT_HEIGHT;
        double[] xs = series.stream().flatMapToDouble(s -> Arrays.stream(s.x)).toArray();
        double[] ys = series.stream()
                .flatMapToDouble(s -> DoubleStream.concat(
                        Arrays.stream(s.y), DoubleStream.concat(Arrays.stream(s.low), Arrays.stream(s.high))))
                .filter(Double::isFinite)
                .toArray();
        Scale x = Scale.tight(least(xs), most(xs), 6, LEFT, WIDTH - RIGHT);
        Scale y = Scale.round(fromZero ? 0 : least(ys), most(ys), 5, bottom, top);
        Axes.draw(canvas, x, y, xTitle, yTitle);
        for (Series s : series) {
            band(canvas, s, x, y);
        }
        for (Series s : series) {
            double[] px = Arrays.stream(s.x).map(x::at).toArray();
            double[] py = Arrays.stream(s.y).map(y::at).toArray();
            if (s.form != Form.POINTS) {
                canvas.line(new Canvas.Pen(Style.color(s.style), 2, Style.dash(s.style)), px, py);
            }
            for (int i = 0; s.form != Form.LINE && i < px.length; i++) {
                canvas.dot(Style.color(s.style), opacity(s), px[i], py[i], 3.2);
            }
        }
    }

    private static double opacity(Series s) {
        return s.form == Form.POINTS ? 0.35 : 1;
    }

    private static void band(Canvas canvas, Series s, Scale x, Scale y) {
        if (s.low.length < 2 || !Double.isFinite(s.low[0])) {
            return;
        }
        int n = s.x.length;
        double[] px = new double[2 * n];
        double[] py = new double[2 * n];
        for (int i = 0; i < n; i++) {
            px[i] = x.at(s.x[i]);
            py[i] = y.at(s.high[i]);
            px[2 * n - 1 - i] = px[i];
            py[2 * n - 1 - i] = y.at(s.low[i]);
        }
        canvas.area(Style.color(s.style), 0.18, px, py);
    }

    /** Draws the legend if there is a canvas; returns its rows. */
    private static int legend(List<Series> series, @Nullable Canvas canvas) {
        double x = LEFT;
        int row = 0;
        for (Series s : series) {
            if (s.name.isEmpty()) {
                continue;
            }
            double width = 40 + Style.width(s.name, Style.TEXT);
            if (x > LEFT && x + width > WIDTH - RIGHT) {
                x = LEFT;
                row++;
            }
            if (canvas != null) {
                double y = TITLE_HEIGHT + row * LEGEND_ROW + 10;
                if (s.form == Form.POINTS) {
                    canvas.dot(Style.color(s.style), opacity(s), x + 12, y - 4, 3.2);
                } else {
                    canvas.line(
                            new Canvas.Pen(Style.color(s.style), 2.5, Style.dash(s.style)), x, y - 4, x + 24, y - 4);
                }
                canvas.text(s.name, x + 29, y, Canvas.Anchor.START);
            }
            x += width + 8;
        }
        return row + 1;
    }

    private static double least(double[] values) {
        return Arrays.stream(values).min().orElse(0);
    }

    private static double most(double[] values) {
        return Arrays.stream(values).max().orElse(1);
    }

    @Override
    List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("series", xTitle, yTitle, "low", "high"));
        for (Series s : series) {
            for (int i = 0; i < s.x.length; i++) {
                rows.add(List.of(s.name, cell(s.x[i]), cell(s.y[i]), cell(s.low[i]), cell(s.high[i])));
            }
        }
        return rows;
    }
}
