package t2drl.fit;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Measurements as points and their fits as lines: TV on the left, delay on the right. Colours are Okabe and Ito's, which colour-blind people can
 * tell apart; where there are more models than colours, markers and dashes differ.
 */
public final class FitPlot {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 520;
    private static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

    private static final Color[] COLORS = {
        new Color(0x0072B2),
        new Color(0xD55E00),
        new Color(0x009E73),
        new Color(0xCC79A7),
        new Color(0x000000),
        new Color(0xE69F00),
        new Color(0x56B4E9)
    };
    private static final Marker[] MARKERS = {
        SeriesMarkers.CIRCLE,
        SeriesMarkers.SQUARE,
        SeriesMarkers.DIAMOND,
        SeriesMarkers.TRIANGLE_UP,
        SeriesMarkers.CROSS
    };

    private final List<ModelFit> fits;
    private final XYChart tv;
    private final XYChart delay;

    public FitPlot(List<ModelFit> fits) {
        this.fits = fits;
        tv = chart("total variation (lower is better): points measured, lines fitted", "TV");
        delay = chart("delay: points measured, lines fitted", "time of a generation, s");
        for (int i = 0; i < fits.size(); i++) {
            ModelFit fit = fits.get(i);
            Measurements m = fit.measurements();
            TvCurve curve = fit.tv().curve();
            add(tv, i, m.steps(), m.tv(), curve::at, curve.a1(), curve.a3());
            add(delay, i, m.steps(), m.seconds(), fit.delay()::at);
        }
    }

    /** The picture as PNG. */
    public byte[] png() {
        BufferedImage image = new BufferedImage(2 * WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        paint(graphics);
        graphics.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The picture as SVG. */
    public byte[] svg() {
        VectorGraphics2D graphics = new VectorGraphics2D();
        paint(graphics);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new SVGProcessor()
                    .getDocument(graphics.getCommands(), new PageSize(0, 0, 2 * WIDTH, HEIGHT))
                    .writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private void paint(Graphics2D graphics) {
        tv.paint(graphics, WIDTH, HEIGHT);
        graphics.translate(WIDTH, 0);
        delay.paint(graphics, WIDTH, HEIGHT);
    }

    private static XYChart chart(String title, String yTitle) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("denoising steps")
                .yAxisTitle(yTitle)
                .build();
        XYStyler styler = chart.getStyler();
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setAxisTickLabelsFont(PLAIN);
        styler.setAxisTitleFont(PLAIN);
        styler.setLegendFont(PLAIN);
        styler.setXAxisMin(0.0);
        styler.setYAxisMin(0.0);
        styler.setXAxisDecimalPattern("0.#");
        styler.setYAxisDecimalPattern("0.####");
        return chart;
    }

    /** {@code bends} are places between the least and the most steps where the line changes its direction. */
    private void add(
            XYChart chart, int model, double[] steps, double[] values, DoubleUnaryOperator line, double... bends) {
        String name = fits.get(model).measurements().model();
        Color color = COLORS[model % COLORS.length];
        XYSeries points = chart.addSeries(name, steps, values);
        points.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        points.setMarker(MARKERS[model % MARKERS.length]);
        points.setMarkerColor(color);
        double[] x = DoubleStream.concat(
                        DoubleStream.of(
                                Arrays.stream(steps).min().orElseThrow(),
                                Arrays.stream(steps).max().orElseThrow()),
                        Arrays.stream(bends))
                .sorted()
                .toArray();
        XYSeries fit =
                chart.addSeries(name + ", fit", x, Arrays.stream(x).map(line).toArray());
        fit.setMarker(SeriesMarkers.NONE);
        fit.setLineColor(color);
        fit.setLineStyle(
                model < COLORS.length
                        ? new BasicStroke(2)
                        : new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {8, 4}, 0));
        fit.setShowInLegend(false);
    }
}
