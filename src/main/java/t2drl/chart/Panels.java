package t2drl.chart;

import java.util.List;

/** Charts side by side. */
public final class Panels extends Chart {
    private static final int TOP = 28;

    private final List<? extends Chart> charts;

    public Panels(String title, List<? extends Chart> charts) {
        super(
                title,
                12,
                charts.stream().mapToInt(Chart::width).sum(),
                TOP + charts.stream().mapToInt(Chart::height).max().orElseThrow());
        this.charts = charts;
    }

    @Override
    void plot(Canvas canvas) {
        int x = 0;
        for (Chart chart : charts) {
            canvas.inset(x, TOP, () -> chart.draw(canvas));
            x += chart.width();
        }
    }

    @Override
    List<List<String>> rows() {
        return charts.stream().flatMap(chart -> chart.rows().stream()).toList();
    }
}
