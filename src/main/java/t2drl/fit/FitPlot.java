package t2drl.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import t2drl.chart.Chart;
import t2drl.chart.LineChart;
import t2drl.chart.LineChart.Form;
import t2drl.chart.LineChart.Series;
import t2drl.chart.Panels;

/** Measurements as points and their fits as lines: TV on the left, delay on the right. */
final class FitPlot {
    private FitPlot() {}

    static Chart of(List<ModelFit> fits) {
        List<Series> tv = new ArrayList<>();
        List<Series> delay = new ArrayList<>();
        for (int i = 0; i < fits.size(); i++) {
            Measurements m = fits.get(i).measurements();
            TvCurve curve = fits.get(i).tv().curve();
            add(tv, i, m, m.tv(), curve::at, curve.a1(), curve.a3());
            add(delay, i, m, m.seconds(), fits.get(i).delay()::at);
        }
        return new Panels(
                "Points measured, lines fitted",
                List.of(
                        new LineChart("Total variation (lower is better)", "denoising steps", "TV", tv).fromZero(),
                        new LineChart("Delay", "denoising steps", "time of a generation, s", delay).fromZero()));
    }

    /** {@code bends} are places between the least and the most steps where the line changes its direction. */
    private static void add(
            List<Series> chart, int model, Measurements m, double[] values, DoubleUnaryOperator line, double... bends) {
        double[] x = DoubleStream.concat(
                        DoubleStream.of(
                                Arrays.stream(m.steps()).min().orElseThrow(),
                                Arrays.stream(m.steps()).max().orElseThrow()),
                        Arrays.stream(bends))
                .sorted()
                .toArray();
        double[] y = Arrays.stream(x).map(line).toArray();
        chart.add(Series.plain("", model, m.steps(), values, Form.POINTS));
        chart.add(Series.plain(m.model(), model, x, y, Form.LINE));
    }
}
