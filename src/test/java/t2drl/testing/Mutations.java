package t2drl.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Damage to sound files, as disks, editors and attackers do it. */
public final class Mutations {
    private static final Pattern NUMBER = Pattern.compile("(?<=[ \\[:,])-?[0-9][0-9.Ee+-]*");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z_0-9-]*");
    private static final String[] VALUES = {
        "0",
        "-1",
        "1",
        "2",
        "3",
        "14",
        "0.5",
        "-0.0",
        "1e9",
        "1e18",
        "2147483647",
        "2147483648",
        "4294967296",
        "99999999999999999999",
        "1e308",
        "1e309",
        "1e-308",
        ".nan",
        "NaN",
        "-.inf",
        "null",
        "~",
        "true",
        "\"x\"",
        "\"\"",
        "[]",
        "{}",
        "[1]",
        "{a: 1}",
        "0x1f",
        "1_000",
        "2026-11-26"
    };
    private static final String[] MARKS = {
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "'",
        "#",
        "- ",
        "? ",
        "&a ",
        "*a",
        "!!java.lang.Runtime ",
        "!!binary ",
        "|\n",
        ">\n",
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "<<: ",
        "\t",
        "  ",
        "\n",
        "\\",
        "\u0000",
        "\u001b[2J",
        "\u2028",
        "\ud83d\ude00",
        "\ufeff"
    };

    private Mutations() {}

    /** {@code sound} with one to three changes: cut, longer, a piece of it elsewhere, other bytes. */
    public static byte[] bytes(byte[] sound, Random random) {
        byte[] bytes = sound.clone();
        for (int change = random.nextInt(1, 4); change > 0; change--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(8)) {
                case 0 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(64));
                case 2 -> System.arraycopy(bytes, 0, bytes, at, Math.min(random.nextInt(64), bytes.length - at));
                case 3 -> bytes[at] = (byte) ('0' + random.nextInt(10));
                default -> bytes[at] = (byte) random.nextInt();
            }
        }
        return bytes;
    }

    /** {@code sound}, a text of numbers and names, with one to three changes: other values, names, lines, marks. */
    public static String text(String sound, Random random) {
        String text = sound;
        for (int change = random.nextInt(1, 4); change > 0; change--) {
            text = switch (random.nextInt(8)) {
                case 0 -> lines(text, random);
                case 1 -> insert(text, MARKS[random.nextInt(MARKS.length)], random);
                case 2 -> replace(text, WORD, WORD, random);
                case 3 -> text.substring(0, random.nextInt(text.length() + 1));
                case 4 -> nested(text, random);
                default -> value(text, random);
            };
        }
        return text;
    }

    /** {@code text} with one of its numbers replaced. */
    public static String value(String text, Random random) {
        return replace(text, NUMBER, VALUES[random.nextInt(VALUES.length)], random);
    }

    private static String replace(String text, Pattern what, Pattern byWhat, Random random) {
        List<MatchResult> found = byWhat.matcher(text).results().toList();
        return found.isEmpty()
                ? text
                : replace(text, what, found.get(random.nextInt(found.size())).group(), random);
    }

    private static String replace(String text, Pattern what, String replacement, Random random) {
        List<MatchResult> found = what.matcher(text).results().toList();
        if (found.isEmpty()) {
            return text;
        }
        MatchResult one = found.get(random.nextInt(found.size()));
        return text.substring(0, one.start()) + replacement + text.substring(one.end());
    }

    /** One line removed, twice there, moved, or indented. */
    private static String lines(String text, Random random) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        if (lines.isEmpty()) {
            return text;
        }
        String line = lines.remove(random.nextInt(lines.size()));
        for (int copies = random.nextInt(3); copies > 0; copies--) {
            lines.add(random.nextInt(lines.size() + 1), " ".repeat(random.nextInt(3)) + line);
        }
        return String.join("\n", lines);
    }

    private static String insert(String text, String mark, Random random) {
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at) + mark + text.substring(at);
    }

    private static String nested(String text, Random random) {
        return insert(text, random.nextBoolean() ? "[".repeat(2000) : "{a: ".repeat(500), random);
    }
}
