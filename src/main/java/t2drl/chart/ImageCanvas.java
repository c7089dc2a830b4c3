package t2drl.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;

/** Draws into an image, twice as large for sharp print. Needs no display, but the fonts of the system. */
final class ImageCanvas implements Canvas {
    private static final int ZOOM = 2;

    private final BufferedImage image;
    private final Graphics2D graphics;

    ImageCanvas(int width, int height) {
        image = new BufferedImage(ZOOM * width, ZOOM * height, BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.scale(ZOOM, ZOOM);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        box(Style.PAPER, 1, 0, 0, width, height);
    }

    BufferedImage image() {
        graphics.dispose();
        return image;
    }

    @Override
    public void inset(double right, double down, Runnable draw) {
        graphics.translate(right, down);
        draw.run();
        graphics.translate(-right, -down);
    }

    @Override
    public void line(Pen pen, double[] x, double[] y) {
        graphics.setColor(pen.color());
        float[] dash = null;
        if (pen.dash().length > 0) {
            dash = new float[pen.dash().length];
            for (int i = 0; i < dash.length; i++) {
                dash[i] = (float) pen.dash()[i];
            }
        }
        graphics.setStroke(
                new BasicStroke((float) pen.width(), BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0));
        graphics.draw(path(x, y));
    }

    @Override
    public void area(Color color, double opacity, double[] x, double[] y) {
        graphics.setColor(translucent(color, opacity));
        Path2D shape = path(x, y);
        shape.closePath();
        graphics.fill(shape);
    }

    @Override
    public void dot(Color color, double opacity, double x, double y, double radius) {
        graphics.setColor(translucent(color, opacity));
        graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    }

    @Override
    public void text(
            String text, double x, double y, double size, boolean bold, Color color, Anchor anchor, boolean upright) {
        graphics.setColor(color);
        graphics.setFont(new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, 1).deriveFont((float) size));
        double width = graphics.getFontMetrics().stringWidth(text);
        AffineTransform before = graphics.getTransform();
        graphics.translate(x, y);
        if (upright) {
            graphics.rotate(-Math.PI / 2);
        }
        double shift = switch (anchor) {
            case START -> 0;
            case MIDDLE -> -width / 2;
            case END -> -width;
        };
        graphics.drawString(text, (float) shift, 0);
        graphics.setTransform(before);
    }

    private static Color translucent(Color color, double opacity) {
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), (int) Math.round(255 * opacity));
    }

    private static Path2D path(double[] x, double[] y) {
        Path2D path = new Path2D.Double();
        path.moveTo(x[0], y[0]);
        for (int i = 1; i < x.length; i++) {
            path.lineTo(x[i], y[i]);
        }
        return path;
    }
}
