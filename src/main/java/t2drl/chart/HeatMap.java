package t2drl.chart;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;

/** A table of parts of one, darker the larger. */
public final class HeatMap extends Chart {
    private static final int CELL_WIDTH = 40;
    private static final int CELL_HEIGHT = 26;
    private static final int LEFT = 74;
    private static final int TOP = 50;

    private final List<String> rowNames;
    private final List<String> columnNames;
    private final double[][] parts;

    /** {@code parts [rows][columns]}, each 0 to 1. */
    public HeatMap(String title, List<String> rowNames, List<String> columnNames, double[][] parts) {
        super(title, 12, LEFT + CELL_WIDTH * columnNames.size() + 12, TOP + CELL_HEIGHT * rowNames.size() + 10);
        this.rowNames = rowNames;
        this.columnNames = columnNames;
        this.parts = parts;
    }

    @Override
    void plot(Canvas canvas) {
        for (int c = 0; c < columnNames.size(); c++) {
            canvas.text(columnNames.get(c), LEFT + CELL_WIDTH * (c + 0.5), TOP - 7, Canvas.Anchor.MIDDLE);
        }
        for (int r = 0; r < rowNames.size(); r++) {
            double y = TOP + CELL_HEIGHT * r;
            canvas.text(rowNames.get(r), LEFT - 8, y + 17, Canvas.Anchor.END);
            for (int c = 0; c < columnNames.size(); c++) {
                double part = parts[r][c];
                canvas.box(Style.GRID, 0.4, LEFT + CELL_WIDTH * c, y, CELL_WIDTH - 2, CELL_HEIGHT - 2);
                canvas.box(Style.BLUE, part, LEFT + CELL_WIDTH * c, y, CELL_WIDTH - 2, CELL_HEIGHT - 2);
                Color ink = part > 0.55 ? Style.PAPER : Style.INK;
                canvas.text(
                        Long.toString(Math.round(100 * part)),
                        LEFT + CELL_WIDTH * (c + 0.5) - 1,
                        y + 16,
                        11,
                        false,
                        ink,
                        Canvas.Anchor.MIDDLE,
                        false);
            }
        }
    }

    @Override
    List<List<String>> rows() {
        List<List<String>> cells = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("row"));
        header.addAll(columnNames);
        cells.add(header);
        for (int r = 0; r < rowNames.size(); r++) {
            List<String> row = new ArrayList<>(List.of(rowNames.get(r)));
            for (double part : parts[r]) {
                row.add(cell(part));
            }
            cells.add(row);
        }
        return cells;
    }
}
