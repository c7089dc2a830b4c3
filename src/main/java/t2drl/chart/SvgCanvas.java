package t2drl.chart;

import java.awt.Color;
import java.util.Locale;

/** Writes an SVG that stands alone, in a file or within HTML. */
final class SvgCanvas implements Canvas {
    private final StringBuilder svg = new StringBuilder();

    SvgCanvas(int width, int height, String title) {
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\">%n"
                        .formatted(width, height, width, height));
        svg.append("<title>").append(escape(title)).append("</title>\n");
        box(Style.PAPER, 1, 0, 0, width, height);
    }

    String text() {
        return svg + "</svg>\n";
    }

    @Override
    public void inset(double right, double down, Runnable draw) {
        svg.append("<g transform=\"translate(%s %s)\">%n".formatted(number(right), number(down)));
        draw.run();
        svg.append("</g>\n");
    }

    @Override
    public void line(Pen pen, double[] x, double[] y) {
        svg.append("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" stroke-linejoin=\"round\""
                .formatted(hex(pen.color()), number(pen.width())));
        if (pen.dash().length > 0) {
            svg.append(" stroke-dasharray=\"");
            for (double length : pen.dash()) {
                svg.append(number(length)).append(' ');
            }
            svg.setCharAt(svg.length() - 1, '"');
        }
        points(x, y);
    }

    @Override
    public void area(Color color, double opacity, double[] x, double[] y) {
        svg.append("<polygon fill=\"%s\" fill-opacity=\"%s\"".formatted(hex(color), number(opacity)));
        points(x, y);
    }

    private void points(double[] x, double[] y) {
        svg.append(" points=\"");
        for (int i = 0; i < x.length; i++) {
            svg.append(i == 0 ? "" : " ").append(number(x[i])).append(',').append(number(y[i]));
        }
        svg.append("\"/>\n");
    }

    @Override
    public void dot(Color color, double opacity, double x, double y, double radius) {
        svg.append("<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"%s\" fill-opacity=\"%s\"/>%n"
                .formatted(number(x), number(y), number(radius), hex(color), number(opacity)));
    }

    @Override
    public void text(
            String text, double x, double y, double size, boolean bold, Color color, Anchor anchor, boolean upright) {
        svg.append("<text x=\"%s\" y=\"%s\" font-size=\"%s\" fill=\"%s\" text-anchor=\"%s\"%s%s>%s</text>%n"
                .formatted(
                        number(x),
                        number(y),
                        number(size),
                        hex(color),
                        anchor.name().toLowerCase(Locale.ROOT),
                        bold ? " font-weight=\"bold\"" : "",
                        upright ? " transform=\"rotate(-90 %s %s)\"".formatted(number(x), number(y)) : "",
                        escape(text)));
    }

    private static String hex(Color color) {
        return "#%06X".formatted(color.getRGB() & 0xFFFFFF);
    }

    private static String number(double value) {
        double rounded = Math.rint(100 * value) / 100;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
