package t2drl.study.chart;

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

    public record Bar(String name, double[] parts) {}

    private final String title;
    private final String xTitle;
    private final List<String> parts;
    private final List<Bar> bars;

    public StackedBars(String title, String xTitle, List<String> parts, List<Bar> bars) {
        this.title = title;
        this.xTitle = xTitle;
        this.parts = parts;
        this.bars = bars;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    int width() {
        return WIDTH;
    }

    @Override
    int height() {
        return TOP + ROW * bars.size() + BOTTOM;
    }

    @Override
    void draw(Canvas canvas) {
        double bottom = TOP + ROW * bars.size();
        double most = bars.stream().mapToDouble(StackedBars::sum).max().orElse(1);
        Scale x = Scale.round(0, most, 8, LEFT, WIDTH - RIGHT);
        canvas.text(title, 12, 18, Style.TITLE, true, Style.INK, Canvas.Anchor.START, false);
        double legend = LEFT;
        for (int p = 0; p < parts.size(); p++) {
            canvas.box(Style.color(p), 0.85, legend, 32, 14, 12);
            canvas.text(parts.get(p), legend + 19, 42, Canvas.Anchor.START);
            legend += 40 + Style.width(parts.get(p), Style.TEXT);
        }
        Axes.vertical(canvas, x, TOP, bottom);
        Axes.horizontal(canvas, x, bottom, xTitle);
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            double y = TOP + ROW * i + 4;
            canvas.text(bar.name, LEFT - 10, y + 13, Canvas.Anchor.END);
            double at = 0;
            for (int p = 0; p < bar.parts.length; p++) {
                double width = x.at(at + bar.parts[p]) - x.at(at);
                canvas.box(Style.color(p), 0.85, x.at(at), y, width, ROW - 8.0);
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
