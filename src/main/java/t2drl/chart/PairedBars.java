package t2drl.chart;

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

    private final String xTitle;
    private final String yTitle;
    private final List<String> names;
    private final List<String> series;
    private final double[][] values;

    /** {@code names} stand under the bars; {@code values [2][names]}, at least 0. */
    public PairedBars(
            String title, String xTitle, String yTitle, List<String> names, List<String> series, double[][] values) {
        super(title, LEFT, WIDTH, TOP + PLOT_HEIGHT + BOTTOM);
        this.xTitle = xTitle;
        this.yTitle = yTitle;
        this.names = names;
        this.series = series;
        this.values = values;
    }

    @Override
    void plot(Canvas canvas) {
        double bottom = TOP + PLOT_HEIGHT;
        double most =
                Arrays.stream(values).flatMapToDouble(Arrays::stream).max().orElse(1);
        Scale y = Scale.round(0, Math.max(most, 1e-9), 4, bottom, TOP);
        Scale x = new Scale(0, names.size(), names.size() + 1.0, LEFT, WIDTH - RIGHT);
        Axes.key(canvas, LEFT, 40, series, PairedBars::opacity);
        Axes.upright(canvas, x, y, yTitle);
        canvas.line(new Canvas.Pen(Style.FAINT, 1), LEFT, bottom, WIDTH - RIGHT, bottom);
        canvas.text(xTitle, (LEFT + WIDTH - RIGHT) / 2.0, bottom + 38, Canvas.Anchor.MIDDLE);
        double slot = x.at(1) - x.at(0);
        for (int i = 0; i < names.size(); i++) {
            for (int s = 0; s < values.length; s++) {
                double top = y.at(values[s][i]);
                canvas.box(
                        Style.color(s), opacity(s), x.at(i) + slot * (0.12 + 0.38 * s), top, slot * 0.36, bottom - top);
            }
            canvas.text(names.get(i), x.at(i + 0.5), bottom + 16, 10, false, Style.INK, Canvas.Anchor.MIDDLE, false);
        }
    }

    private static double opacity(int series) {
        return series == 0 ? 0.9 : 0.55;
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
