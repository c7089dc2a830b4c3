package t2drl.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** A row for each of several things: every run a pale dot, the mean a dark one, its interval a line. */
public final class IntervalChart extends Chart {
    private static final int WIDTH = 860;
    private static final int LEFT = 150;
    private static final int RIGHT = 24;
    private static final int ROW = 26;
    private static final int TOP = 34;
    private static final int BOTTOM = 48;

    public record Row(String name, int style, double mean, double low, double high, double[] runs) {}

    private final String xTitle;
    private final List<Row> rows;

    public IntervalChart(String title, String xTitle, List<Row> rows) {
        super(title, 12, WIDTH, TOP + ROW * rows.size() + BOTTOM);
        this.xTitle = xTitle;
        this.rows = rows;
    }

    @Override
    void plot(Canvas canvas) {
        double bottom = TOP + ROW * rows.size();
        double[] values = rows.stream()
                .flatMapToDouble(
                        r -> DoubleStream.concat(DoubleStream.of(r.mean, r.low, r.high), Arrays.stream(r.runs)))
                .filter(Double::isFinite)
                .toArray();
        Scale x = Scale.round(
                Arrays.stream(values).min().orElse(0),
                Arrays.stream(values).max().orElse(1),
                8,
                LEFT,
                WIDTH - RIGHT);
        Axes.lying(canvas, x, TOP, bottom, xTitle);
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            double y = TOP + ROW * (i + 0.5);
            canvas.text(row.name, LEFT - 10, y + 4, Canvas.Anchor.END);
            for (double run : row.runs) {
                canvas.dot(Style.color(row.style), 0.3, x.at(run), y, 3.2);
            }
            if (Double.isFinite(row.low)) {
                Canvas.Pen pen = new Canvas.Pen(Style.color(row.style), 2.2);
                canvas.line(pen, x.at(row.low), y, x.at(row.high), y);
                canvas.line(pen, x.at(row.low), y - 5, x.at(row.low), y + 5);
                canvas.line(pen, x.at(row.high), y - 5, x.at(row.high), y + 5);
            }
            canvas.dot(Style.color(row.style), 1, x.at(row.mean), y, 4.6);
        }
    }

    @Override
    List<List<String>> rows() {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("name", "mean of " + xTitle, "low", "high", "runs"));
        for (Row row : rows) {
            String runs = String.join(
                    " ", Arrays.stream(row.runs).mapToObj(Chart::cell).toList());
            cells.add(List.of(row.name, cell(row.mean), cell(row.low), cell(row.high), runs));
        }
        return cells;
    }
}
