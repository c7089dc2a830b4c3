package t2drl.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import t2drl.chart.Chart;
import t2drl.chart.LineChart;
import t2drl.chart.LineChart.Form;
import t2drl.chart.LineChart.Series;
import t2drl.chart.Panels;
import t2drl.method.TrainingMetrics;

/**
 * How a training went, as a picture of three panels over the slots simulated: cost, hit ratio, missed deadlines; each as
 * reported (points) and as a moving mean (line).
 */
public final class LearningCurve {
    private static final int STYLE = 0;
    private static final int[] REFERENCE_STYLES = {7, 4, 3};

    /** Reports on each side that a moving mean takes in, as a part of all reports. */
    private static final int REPORTS_PER_MEAN = 40;

    private LearningCurve() {}

    /**
     * The picture.
     *
     * @param metrics at least one report
     * @param referenceCosts costs to compare with, by the name of their method, at most three; drawn as level lines
     */
    public static Chart of(String title, List<TrainingMetrics> metrics, Map<String, Double> referenceCosts) {
        List<Series> references = new ArrayList<>();
        double[] ends = {thousands(metrics.getFirst()), thousands(metrics.getLast())};
        referenceCosts.forEach((method, cost) -> references.add(
                Series.plain(method, REFERENCE_STYLES[references.size()], ends, new double[] {cost, cost}, Form.LINE)));
        return new Panels(
                title,
                List.of(
                        panel("Cost", "cost per request, s", metrics, m -> -m.slotReward(), references),
                        panel("Hits", "hit ratio, %", metrics, m -> 100 * m.hitRatio(), List.of()),
                        panel("Missed deadlines", "missed deadlines, %", metrics, m -> 100 * m.lateRatio(), List.of())
                                .fromZero()));
    }

    private static LineChart panel(
            String title,
            String yTitle,
            List<TrainingMetrics> metrics,
            ToDoubleFunction<TrainingMetrics> value,
            List<Series> references) {
        double[] x = metrics.stream().mapToDouble(LearningCurve::thousands).toArray();
        double[] y = metrics.stream().mapToDouble(value).toArray();
        List<Series> series = new ArrayList<>();
        series.add(Series.plain("as reported", STYLE, x, y, Form.POINTS));
        series.add(Series.plain("moving mean", STYLE, x, movingMean(y), Form.LINE));
        series.addAll(references);
        return new LineChart(title, "slots simulated, thousands", yTitle, series);
    }

    private static double thousands(TrainingMetrics metrics) {
        return metrics.globalStep() / 1000.0;
    }

    /** Centred; shorter at both ends. */
    static double[] movingMean(double[] values) {
        int reach = values.length / REPORTS_PER_MEAN;
        double[] means = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int from = Math.max(0, i - reach);
            int to = Math.min(values.length - 1, i + reach);
            for (int j = from; j <= to; j++) {
                means[i] += values[j] / (to - from + 1);
            }
        }
        return means;
    }
}
