package t2drl.measure;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import t2drl.chart.Png;

/** Images as a picture: a row for each step count, the first images of its sheet, the steps beside it. */
public final class SamplePlot {
    private static final int COLUMNS = 16;
    private static final int ZOOM = 2;
    private static final int GAP = 2;
    private static final int MARGIN = 60;
    private static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

    private SamplePlot() {}

    /** PNG of one model's sheets. Needs no display, but the fonts of the system. */
    public static byte[] png(Measuring.Result result) {
        List<Images> sheets = result.sheets();
        Images first = sheets.getFirst();
        int columns = Math.min(COLUMNS, first.count());
        int across = ZOOM * first.width() + GAP;
        int down = ZOOM * first.height() + GAP;
        BufferedImage picture =
                new BufferedImage(MARGIN + columns * across, 24 + sheets.size() * down, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        graphics.setColor(Color.BLACK);
        graphics.setFont(PLAIN);
        FontMetrics metrics = graphics.getFontMetrics();
        graphics.drawString(
                "steps     model " + result.model().name() + ", images after so many steps",
                4,
                4 + metrics.getAscent());
        for (int row = 0; row < sheets.size(); row++) {
            int top = 24 + row * down;
            String steps = Integer.toString(result.stepCounts()[row]);
            graphics.drawString(
                    steps, MARGIN - 10 - metrics.stringWidth(steps), top + (down + metrics.getAscent()) / 2);
            for (int i = 0; i < columns; i++) {
                graphics.drawImage(
                        image(sheets.get(row), i),
                        MARGIN + i * across,
                        top,
                        ZOOM * first.width(),
                        ZOOM * first.height(),
                        null);
            }
        }
        graphics.dispose();
        return Png.encode(picture);
    }

    private static BufferedImage image(Images sheet, int i) {
        BufferedImage image = new BufferedImage(sheet.width(), sheet.height(), BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster()
                .setDataElements(
                        0,
                        0,
                        sheet.width(),
                        sheet.height(),
                        Arrays.copyOfRange(sheet.pixels(), i * sheet.size(), (i + 1) * sheet.size()));
        return image;
    }
}
