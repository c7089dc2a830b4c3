package t2drl.chart;

import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Grid, marks and titles of a plot with two scales, and its key. */
final class Axes {
    private static final Canvas.Pen GRID = new Canvas.Pen(Style.GRID, 1);
    private static final Canvas.Pen AXIS = new Canvas.Pen(Style.FAINT, 1);

    private Axes() {}

    static void draw(Canvas canvas, Scale x, Scale y, String xTitle, String yTitle) {
        upright(canvas, x, y, yTitle);
        horizontal(canvas, x, y.from(), xTitle);
    }

    /** The axis at the left alone, with lines across. */
    static void upright(Canvas canvas, Scale x, Scale y, String yTitle) {
        for (double mark : y.marks()) {
            canvas.line(GRID, x.from(), y.at(mark), x.to(), y.at(mark));
            canvas.text(y.label(mark), x.from() - 7, y.at(mark) + 4, Canvas.Anchor.END);
        }
        canvas.text(
                yTitle,
                x.from() - 46,
                (y.from() + y.to()) / 2,
                Style.TEXT,
                false,
                Style.INK,
                Canvas.Anchor.MIDDLE,
                true);
    }

    private static void horizontal(Canvas canvas, Scale x, double bottom, String xTitle) {
        canvas.line(AXIS, x.from(), bottom, x.to(), bottom);
        for (double mark : x.marks()) {
            canvas.line(AXIS, x.at(mark), bottom, x.at(mark), bottom + 4);
            canvas.text(x.label(mark), x.at(mark), bottom + 18, Canvas.Anchor.MIDDLE);
        }
        canvas.text(xTitle, (x.from() + x.to()) / 2, bottom + 38, Canvas.Anchor.MIDDLE);
    }

    /** Boxes in the series' colours and what they stand for, in a row whose text stands on {@code y}. */
    static void key(Canvas canvas, double x, double y, List<String> series, IntToDoubleFunction opacity) {
        double at = x;
        for (int s = 0; s < series.size(); s++) {
            canvas.box(Style.color(s), opacity.applyAsDouble(s), at, y - 10, 14, 12);
            canvas.text(series.get(s), at + 19, y, Canvas.Anchor.START);
            at += 40 + Style.width(series.get(s), Style.TEXT);
        }
    }

    /** The axis at the bottom alone, with lines up across all rows of a chart whose values lie along x. */
    static void lying(Canvas canvas, Scale x, double top, double bottom, String xTitle) {
        for (double mark : x.marks()) {
            canvas.line(GRID, x.at(mark), top, x.at(mark), bottom);
        }
        horizontal(canvas, x, bottom, xTitle);
    }
}
