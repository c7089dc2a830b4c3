package t2drl.chart;

import java.awt.Color;
import java.util.List;

/** How all charts look. The colours are Okabe and Ito's, which colour-blind people can tell apart; lines also differ in their dashes, which start over one later than colours. */
final class Style {
    static final Color INK = new Color(0x222222);
    static final Color FAINT = new Color(0x666666);
    static final Color GRID = new Color(0xE3E3E3);
    static final Color PAPER = Color.WHITE;

    static final Color BLUE = new Color(0x0072B2);
    static final Color ORANGE = new Color(0xE69F00);
    static final Color GREEN = new Color(0x009E73);
    static final Color VERMILION = new Color(0xD55E00);
    static final Color PURPLE = new Color(0xCC79A7);
    static final Color SKY = new Color(0x56B4E9);
    static final Color YELLOW = new Color(0xF0E442);
    static final Color GREY = new Color(0x888888);
    static final Color BLACK = Color.BLACK;

    static final double TEXT = 12;
    static final double TITLE = 13;

    private static final List<Color> COLORS = List.of(BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY, BLACK, GREY, YELLOW);
    private static final double[][] DASHES = {{}, {7, 3}, {2, 2}, {9, 3, 2, 3}, {4, 2}, {1, 3}, {}, {6, 4}, {3, 1}};

    private Style() {}

    static Color color(int series) {
        return COLORS.get(series % COLORS.size());
    }

    static double[] dash(int series) {
        return DASHES[(series + series / COLORS.size()) % DASHES.length];
    }

    /** About how wide a text is: canvases need no fonts to be laid out. */
    static double width(String text, double size) {
        return 0.55 * size * text.length();
    }
}
