package t2drl.study;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import t2drl.common.AtomicFiles;
import t2drl.method.TrainingMetrics;

/**
 * How a training went, as a picture of three panels over the slots simulated: cost, hit ratio, missed deadlines; each as
 * reported (pale) and as a moving mean (dark). Colours are Okabe and Ito's, which colour-blind people can tell apart.
 */
public final class LearningCurve {
    private static final int WIDTH = 900;
    private static final int PANEL_HEIGHT = 320;

    private static final Color BLUE = new Color(0x0072B2);
    private static final Color GREEN = new Color(0x009E73);
    private static final Color VERMILION = new Color(0xD55E00);
    private static final Color[] REFERENCE_COLORS = {new Color(0x000000), new Color(0xCC79A7), new Color(0x999999)};

    private static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

    /** Reports on each side that a moving mean takes in, as a part of all reports. */
    private static final int REPORTS_PER_MEAN = 40;

    private LearningCurve() {}

    /**
     * Writes a PNG. Needs no display, but the fonts of the system.
     *
     * @param metrics at least one report
     * @param referenceCosts costs to compare with, by the name of their method, at most three; drawn as level lines
     */
    public static void write(
            Path png, String title, List<TrainingMetrics> metrics, Map<String, Double> referenceCosts) {
        XYChart cost = panel(title, "cost per request, s", metrics, m -> -m.slotReward(), BLUE);
        addReferences(cost, metrics, referenceCosts);
        leaveRoomForTheLegend(cost, metrics, referenceCosts);
        XYChart hits = panel("", "hit ratio, %", metrics, m -> 100 * m.hitRatio(), GREEN);
        hits.getStyler().setLegendPosition(Styler.LegendPosition.InsideSE);
        XYChart late = panel("", "missed deadlines, %", metrics, m -> 100 * m.lateRatio(), VERMILION);
        late.getStyler().setYAxisMin(0.0);
        late.setXAxisTitle("slots simulated, thousands");
        ByteArrayOutputStream picture = new ByteArrayOutputStream();
        try {
            ImageIO.write(stack(List.of(cost, hits, late)), "png", picture);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AtomicFiles.write(png, picture.toByteArray());
    }

    private static XYChart panel(
            String title,
            String yTitle,
            List<TrainingMetrics> metrics,
            ToDoubleFunction<TrainingMetrics> value,
            Color color) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(PANEL_HEIGHT)
                .title(title)
                .yAxisTitle(yTitle)
                .build();
        XYStyler styler = chart.getStyler();
        styler.setLegendPosition(Styler.LegendPosition.InsideNE);
        styler.setChartTitleVisible(!title.isEmpty());
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setAxisTickLabelsFont(PLAIN);
        styler.setAxisTitleFont(PLAIN);
        styler.setXAxisDecimalPattern("0.#");
        double[] x = metrics.stream().mapToDouble(LearningCurve::thousands).toArray();
        double[] y = metrics.stream().mapToDouble(value).toArray();
        line(chart, "as reported", x, y, paler(color), 1);
        line(chart, "moving mean", x, movingMean(y), color, 2.5f);
        return chart;
    }

    private static void addReferences(XYChart chart, List<TrainingMetrics> metrics, Map<String, Double> costs) {
        double[] ends = {thousands(metrics.getFirst()), thousands(metrics.getLast())};
        int i = 0;
        for (Map.Entry<String, Double> reference : costs.entrySet()) {
            double[] level = {reference.getValue(), reference.getValue()};
            line(chart, reference.getKey(), ends, level, REFERENCE_COLORS[i++], 1.5f)
                    .setLineStyle(new BasicStroke(
                            1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {4f * i, 4}, 0));
        }
    }

    private static void leaveRoomForTheLegend(
            XYChart chart, List<TrainingMetrics> metrics, Map<String, Double> referenceCosts) {
        DoubleSummaryStatistics drawn = DoubleStream.concat(
                        metrics.stream().mapToDouble(m -> -m.slotReward()),
                        referenceCosts.values().stream().mapToDouble(cost -> cost))
                .summaryStatistics();
        chart.getStyler().setYAxisMax(drawn.getMax() + 0.5 * (drawn.getMax() - drawn.getMin()));
    }

    private static XYSeries line(XYChart chart, String name, double[] x, double[] y, Color color, float width) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(color);
        series.setLineWidth(width);
        return series;
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

    private static Color paler(Color color) {
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), 90);
    }

    private static BufferedImage stack(List<XYChart> charts) {
        BufferedImage all = new BufferedImage(WIDTH, PANEL_HEIGHT * charts.size(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = all.createGraphics();
        for (int i = 0; i < charts.size(); i++) {
            graphics.drawImage(BitmapEncoder.getBufferedImage(charts.get(i)), 0, i * PANEL_HEIGHT, null);
        }
        graphics.dispose();
        return all;
    }
}
