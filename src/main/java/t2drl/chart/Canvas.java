package t2drl.chart;

import java.awt.Color;

/** What charts are drawn on, in pixels from the top left corner. */
interface Canvas {
    /** Which point of a text its place is. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** How lines look; {@code dash} is lengths of strokes and gaps, empty for a solid line. */
    record Pen(Color color, double width, double... dash) {}

    void line(Pen pen, double[] x, double[] y);

    /** What {@code draw} draws comes out that much further right and down. */
    void inset(double right, double down, Runnable draw);

    /** A closed shape without an outline. */
    void area(Color color, double opacity, double[] x, double[] y);

    void dot(Color color, double opacity, double x, double y, double radius);

    /** {@code y} is the base line; upright text is turned to be read from the bottom up. */
    void text(String text, double x, double y, double size, boolean bold, Color color, Anchor anchor, boolean upright);

    default void line(Pen pen, double x1, double y1, double x2, double y2) {
        line(pen, new double[] {x1, x2}, new double[] {y1, y2});
    }

    default void box(Color color, double opacity, double x, double y, double width, double height) {
        area(color, opacity, new double[] {x, x + width, x + width, x}, new double[] {y, y, y + height, y + height});
    }

    default void text(String text, double x, double y, Anchor anchor) {
        text(text, x, y, Style.TEXT, false, Style.INK, anchor, false);
    }
}
