package t2drl.study.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Two standing bars for each of several things. */
public final class PairedBars extends Chart {
    private static final int WIDTH = 548;
    private static final int PLOT_HEIGHT = 150;
    private static final int LEFT = 62;
    private static final int RIGHT = 12;
    private static final int TOP = 52;
    private static final int BOTTOM = 48;

    private final String title;
    private final String xTitle;
    private final String yTitle;
    private final List<String> names;
    private final List<String> series;
    private final double[][] values;

    /** {@code names} stand under the bars; {@code values [2][names]}, at least 0. */
    public PairedBars(
            String title, String xTitle, String yTitle, List<String> names, List<String> series, double[][] values) {
        this.title = title;
        this.xTitle = xTitle;
        this.yTitle = yTitle;
        this.names = names;
        this.series = series;
        this.values = values;
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
        return TOP + PLOT_HEIGHT + BOTTOM;
    }

    @Override
    void draw(Canvas canvas) {
        double bottom = TOP + PLOT_HEIGHT;
        double most =
                Arrays.stream(values).flatMapToDouble(Arrays::stream).max().orElse(1);
        Scale y = Scale.round(0, Math.max(most, 1e-9), 4, bottom, TOP);
        Scale x = new Scale(0, names.size(), names.size() + 1.0, LEFT, WIDTH - RIGHT);
        canvas.text(title, LEFT, 18, Style.TITLE, true, Style.INK, Canvas.Anchor.START, false);
        double legend = LEFT;
        for (int s = 0; s < values.length; s++) {
            canvas.box(Style.color(s), s == 0 ? 0.9 : 0.55, legend, 30, 14, 12);
            canvas.text(series.get(s), legend + 19, 40, Canvas.Anchor.START);
            legend += 40 + Style.width(series.get(s), Style.TEXT);
        }
        Axes.upright(canvas, x, y, yTitle);
        canvas.line(new Canvas.Pen(Style.FAINT, 1), LEFT, bottom, WIDTH - RIGHT, bottom);
        canvas.text(xTitle, (LEFT + WIDTH - RIGHT) / 2.0, bottom + 38, Canvas.Anchor.MIDDLE);
        double slot = x.at(1) - x.at(0);
        for (int i = 0; i < names.size(); i++) {
            for (int s = 0; s < values.length; s++) {
                double top = y.at(values[s][i]);
                canvas.box(
                        Style.color(s),
                        s == 0 ? 0.9 : 0.55,
                        x.at(i) + slot * (0.12 + 0.38 * s),
                        top,
                        slot * 0.36,
                        bottom - top);
            }
            canvas.text(names.get(i), x.at(i + 0.5), bottom + 16, 10, false, Style.INK, Canvas.Anchor.MIDDLE, false);
        }
    }

    @Override
    List<List<String>> rows() {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of(xTitle, series.get(0), series.get(1)));
        for (int i = 0; i < names.size(); i++) {
            cells.add(List.of(names.get(i), cell(values[0][i]), cell(values[1][i])));
        }
        return cells;
    }
}
