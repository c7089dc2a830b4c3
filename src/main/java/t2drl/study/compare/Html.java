package t2drl.study.compare;

import java.util.List;

/** Pieces of HTML. */
final class Html {
    private Html() {}

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    static String figures(List<String> svgs) {
        StringBuilder html = new StringBuilder("<div class=\"charts\">\n");
        svgs.forEach(svg -> html.append("<figure>\n").append(svg).append("</figure>\n"));
        return html.append("</div>\n").toString();
    }
}
