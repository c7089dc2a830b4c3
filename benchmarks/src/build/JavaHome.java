import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes where the Java that runs this lies. */
class JavaHome {
    public static void main(String[] arguments) throws IOException {
        Files.writeString(Path.of(arguments[0]), System.getProperty("java.home"));
    }
}
