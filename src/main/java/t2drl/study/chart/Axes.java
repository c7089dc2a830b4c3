package t2drl.study.chart;

/** Grid, marks and titles of a plot with two scales. */
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

    /** The axis at the bottom alone. */
    static void horizontal(Canvas canvas, Scale x, double bottom, String xTitle) {
        canvas.line(AXIS, x.from(), bottom, x.to(), bottom);
        for (double mark : x.marks()) {
            canvas.line(AXIS, x.at(mark), bottom, x.at(mark), bottom + 4);
            canvas.text(x.label(mark), x.at(mark), bottom + 18, Canvas.Anchor.MIDDLE);
        }
        canvas.text(xTitle, (x.from() + x.to()) / 2, bottom + 38, Canvas.Anchor.MIDDLE);
    }

    /** Lines of the grid across all rows of a chart whose values lie along x. */
    static void vertical(Canvas canvas, Scale x, double top, double bottom) {
        for (double mark : x.marks()) {
            canvas.line(GRID, x.at(mark), top, x.at(mark), bottom);
        }
    }
}
