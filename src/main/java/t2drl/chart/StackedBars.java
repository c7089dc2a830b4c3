package t2drl.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A lying bar for each of several things, made of parts. */
public final class StackedBars extends Chart {
    private static final int WIDTH = 860;
    private static final int LEFT = 150;
    private static final int RIGHT = 60;
    private static final int ROW = 26;
    private static final int TOP = 56;
    private static final int BOTTOM = 48;
    private static final double OPACITY = 0.85;

    public record Bar(String name, double[] parts) {}

    private final String xTitle;
    private final List<String> parts;
    private final List<Bar> bars;

    public StackedBars(String title, String xTitle, List<String> parts, List<Bar> bars) {
        super(title, 12, WIDTH, TOP + ROW * bars.size() + BOTTOM);
        this.xTitle = xTitle;
        this.parts = parts;
        this.bars = bars;
    }

    @Override
    void plot(Canvas canvas) {
        double bottom = TOP + ROW * bars.size();
        double most = bars.stream().mapToDouble(StackedBars::sum).max().orElse(1);
        Scale x = Scale.round(0, most, 8, LEFT, WIDTH - RIGHT);
        Axes.key(canvas, LEFT, 42, parts, _ -> OPACITY);
        Axes.lying(canvas, x, TOP, bottom, xTitle);
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            double y = TOP + ROW * i + 4;
            canvas.text(bar.name, LEFT - 10, y + 13, Canvas.Anchor.END);
            double at = 0;
            for (int p = 0; p < bar.parts.length; p++) {
                double width = x.at(at + bar.parts[p]) - x.at(at);
                canvas.box(Style.color(p), OPACITY, x.at(at), y, width, ROW - 8.0);
                at += bar.parts[p];
            }
            canvas.text(String.format(Locale.ROOT, "%.2f", at), x.at(at) + 6, y + 13, Canvas.Anchor.START);
        }
    }

    private static double sum(Bar bar) {
        double sum = 0;
        for (double part : bar.parts) {
            sum += part;
        }
        return sum;
    }

    @Override
    List<List<String>> rows() {
        List<List<String>> cells = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("name"));
        header.addAll(parts);
        cells.add(header);
        for (Bar bar : bars) {
            List<String> row = new ArrayList<>(List.of(bar.name));
            for (double part : bar.parts) {
                row.add(cell(part));
            }
            cells.add(row);
        }
        return cells;
    }
}
