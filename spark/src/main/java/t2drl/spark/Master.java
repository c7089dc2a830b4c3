package t2drl.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import t2drl.common.UserException;

/** Where Spark works: {@code local[N]}, threads of this process, or {@code spark://HOST:PORT}, a standalone cluster (several masters: more after commas). */
record Master(String url) {
    private static final Pattern LOCAL = Pattern.compile("local\\[([1-9]\\d{0,3}|\\*)]");
    private static final Pattern CLUSTER = Pattern.compile("spark://([^\\s:,/]+:\\d{1,5}(?:,[^\\s:,/]+:\\d{1,5})*)");
    private static final int MILLISECONDS_TO_ANSWER = 5000;

    static Master of(String url) {
        if (!LOCAL.matcher(url).matches() && !CLUSTER.matcher(url).matches()) {
            throw new UserException(
                    "--master %s is no master that is known here: use spark://HOST:PORT, or local[N] for N threads on this machine."
                            .formatted(url));
        }
        return new Master(url);
    }

    boolean local() {
        return LOCAL.matcher(url).matches();
    }

    /**
     * Spark itself would try for a minute, and then say much.
     *
     * @throws UserException if nobody answers
     */
    void requireReachable() {
        Matcher cluster = CLUSTER.matcher(url);
        if (cluster.matches() && Arrays.stream(cluster.group(1).split(",")).noneMatch(Master::answers)) {
            throw new UserException(
                    "No Spark master answers at %s: start one there, or name another with --master.".formatted(url));
        }
    }

    private static boolean answers(String address) {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                    MILLISECONDS_TO_ANSWER);
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }
}
