package t2drl.common;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The version of this build of T2DRL. */
public final class Version {
    private Version() {}

    /** Returns the version that the build wrote into the program, such as {@code 0.1.0}. */
    public static String current() {
        try (var file = Version.class.getResourceAsStream("/t2drl/version.txt")) {
            return new String(file.readAllBytes(), UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
