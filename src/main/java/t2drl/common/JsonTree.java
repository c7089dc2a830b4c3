package t2drl.common;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON (RFC 8259) as plain values: {@code Map<String, Object>} in the order of the text, {@code List<Object>}, {@code String}, {@code Long}, {@code Double} (of
 * whole numbers, too, that no {@code long} holds), {@code Boolean}, {@code null}. Policies are read with it: programs that only decide need no library then, nor
 * the tenth of a second that Jackson's classes take to load. The text may be hostile: no key is there twice, depth is bounded, memory is in proportion to the text.
 */
public final class JsonTree {
    private static final int MOST_DEPTH = 100;
    private static final int LONGEST_NUMBER = 1000;
    private static final char END = '\uffff'; // no character

    /** Why a text is not JSON; the message completes "it is not JSON (...)". */
    public static final class NotJsonException extends Exception {
        private static final long serialVersionUID = 1;

        NotJsonException(String message) {
            super(message);
        }
    }

    private final String text;
    private int at;

    private JsonTree(String text) {
        this.text = text;
    }

    /** Reads one value, which is all that {@code utf8} holds. */
    public static @Nullable Object read(byte[] utf8) throws NotJsonException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new NotJsonException("it is not UTF-8 text");
        }
        JsonTree tree = new JsonTree(text);
        Object value = tree.value(0);
        tree.next();
        if (tree.at < text.length()) {
            throw tree.fault("something follows the value");
        }
        return value;
    }

    private @Nullable Object value(int depth) throws NotJsonException {
        if (depth == MOST_DEPTH) {
            throw fault("it is too deep");
        }
        return switch (next()) {
            case '{' -> object(depth);
            case '[' -> list(depth);
            case '"' -> string();
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            case 'n' -> literal("null", null);
            default -> number();
        };
    }

    private Map<String, Object> object(int depth) throws NotJsonException {
        Map<String, Object> object = new LinkedHashMap<>();
        at++;
        while (more('}', object.isEmpty())) {
            if (next() != '"') {
                throw fault("there is no key");
            }
            String key = string();
            if (object.containsKey(key)) {
                throw fault("the key '%s' is there twice".formatted(key));
            }
            if (next() != ':') {
                throw fault("there is no ':'");
            }
            at++;
            object.put(key, value(depth + 1));
        }
        return object;
    }

    private List<Object> list(int depth) throws NotJsonException {
        List<Object> list = new ArrayList<>();
        at++;
        while (more(']', list.isEmpty())) {
            list.add(value(depth + 1));
        }
        return list;
    }

    /** Whether one more element follows; steps over the comma before it, or over the end. */
    private boolean more(char end, boolean first) throws NotJsonException {
        char c = next();
        if (c == end) {
            at++;
            return false;
        }
        if (!first) {
            if (c != ',') {
                throw fault("there is no ',' or '%c'".formatted(end));
            }
            at++;
        }
        return true;
    }

    private String string() throws NotJsonException {
        at++;
        int start = at;
        StringBuilder unescaped = null;
        for (char c = peek(); c != '"'; c = peek()) {
            if (c < ' ' || at == text.length()) {
                throw fault("a text does not end on its line");
            }
            at++;
            if (c == '\\') {
                unescaped = unescaped == null ? new StringBuilder() : unescaped;
                unescaped.append(text, start, at - 1).append(escaped());
                start = at;
            }
        }
        String rest = text.substring(start, at++);
        return unescaped == null ? rest : unescaped.append(rest).toString();
    }

    private char escaped() throws NotJsonException {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int code = 0;
                for (int i = 0; i < 4; i++, at++) {
                    int digit = peek() < 128 ? Character.digit(peek(), 16) : -1;
                    if (digit < 0) {
                        throw fault("\\u is not followed by four digits");
                    }
                    code = code * 16 + digit;
                }
                yield (char) code;
            }
            default -> throw fault("an escape is unknown");
        };
    }

    private Object number() throws NotJsonException {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        int whole = at;
        if (peek() == '.') {
            at++;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
        if (at - start > LONGEST_NUMBER) {
            throw fault("a number is too long");
        }
        String number = text.substring(start, at);
        if (at == whole) {
            try {
                return Long.parseLong(number);
            } catch (NumberFormatException e) {
                // Larger than any long.
            }
        }
        return Double.parseDouble(number);
    }

    private void digits() throws NotJsonException {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == start) {
            throw fault("there is no value");
        }
    }

    private @Nullable Object literal(String name, @Nullable Object value) throws NotJsonException {
        if (!text.startsWith(name, at)) {
            throw fault("there is no value");
        }
        at += name.length();
        return value;
    }

    /** The next character that is no white space. */
    private char next() {
        while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
            at++;
        }
        return peek();
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    private NotJsonException fault(String what) {
        return new NotJsonException("%s at character %d".formatted(what, at + 1));
    }
}
