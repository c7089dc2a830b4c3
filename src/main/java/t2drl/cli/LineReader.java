package t2drl.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Lines of a stream as bytes, counted from 1. A line that is too long is passed over, whatever its length, in the same memory. */
final class LineReader {
    static final int LONGEST = 1 << 20;

    private final InputStream in;
    private byte[] buffer = new byte[1 << 16];
    private int from;
    private int to;
    private int lineEnd;
    private int scanned;
    private long number;
    private boolean tooLong;
    private boolean ended;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** Goes to the next line; false at the end. */
    boolean next() throws IOException {
        from = scanned;
        tooLong = false;
        number++;
        while (true) {
            for (int i = scanned; i < to; i++) {
                if (buffer[i] == '\n') {
                    lineEnd = i;
                    scanned = i + 1;
                    return true;
                }
            }
            scanned = to;
            if (ended || !fill()) {
                ended = true;
                lineEnd = to;
                return to > from || tooLong;
            }
        }
    }

    /** Reads more, making room by moving the line to the front, by growing, or by forgetting a line that is too long. */
    private boolean fill() throws IOException {
        if (to - from > LONGEST) {
            tooLong = true;
            from = 0;
            to = 0;
            scanned = 0;
        }
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            scanned -= from;
            from = 0;
        }
        if (to == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int count = in.read(buffer, to, buffer.length - to);
        to += Math.max(count, 0);
        return count > 0;
    }

    /** Whether nothing more of the stream is at hand. */
    boolean wouldWait() throws IOException {
        return scanned >= to && in.available() == 0;
    }

    boolean tooLong() {
        return tooLong || length() > LONGEST;
    }

    boolean blank() {
        for (int i = from; i < lineEnd; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
                return false;
            }
        }
        return !tooLong;
    }

    long number() {
        return number;
    }

    byte[] bytes() {
        return buffer;
    }

    int start() {
        return from;
    }

    int length() {
        return lineEnd - from;
    }
}
