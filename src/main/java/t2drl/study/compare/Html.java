package t2drl.study.compare;

import java.util.List;

/** Pieces of HTML. */
final class Html {
    private Html() {}

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** A table; the first column names its rows, the others are numbers. Cells are escaped. */
    static String table(List<String> header, List<List<String>> rows) {
        StringBuilder html = new StringBuilder("<div class=\"wide\"><table>\n<thead><tr>");
        header.forEach(cell -> html.append("<th>").append(escape(cell)).append("</th>"));
        html.append("</tr></thead>\n<tbody>\n");
        for (List<String> row : rows) {
            html.append("<tr>");
            row.forEach(cell -> html.append("<td>").append(escape(cell)).append("</td>"));
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    static String figures(List<String> svgs) {
        StringBuilder html = new StringBuilder("<div class=\"charts\">\n");
        svgs.forEach(svg -> html.append("<figure>\n").append(svg).append("</figure>\n"));
        return html.append("</div>\n").toString();
    }
}
