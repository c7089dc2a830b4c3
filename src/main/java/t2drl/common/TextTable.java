package t2drl.common;

import java.util.List;

/** Rows of cells as text for people. */
public final class TextTable {
    private TextTable() {}

    /**
     * The first column is aligned to the left, the others to the right; every line ends with a newline. All rows have as many
     * cells as the first.
     */
    public static String of(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String pad = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? row.get(i) + pad : "  " + pad + row.get(i));
            }
            text.append(line).append('\n');
        }
        return text.toString();
    }
}
