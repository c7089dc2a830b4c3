package t2drl.common;

/** Texts of users as messages may show them. */
public final class Texts {
    private static final int LONGEST_QUOTE = 40;

    private Texts() {}

    /** One line in quotation marks, not too long. */
    public static String quote(String text) {
        return "'" + shorten(text, LONGEST_QUOTE) + "'";
    }

    /** A sentence for a terminal, on one line but for the indented lines of a list; a question mark for every other character that would control the terminal. */
    public static String sentence(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}&&[^\n]]|\n(?!  )", "?");
    }

    /** One line of at most {@code most} characters, without any that control a terminal or the direction of writing. */
    public static String shorten(String text, int most) {
        String line = text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]+", " ");
        return line.length() > most ? line.substring(0, most) + "..." : line;
    }
}
