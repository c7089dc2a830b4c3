package t2drl.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line in a process of its own. */
public final class Program {
    private Program() {}

    /** Starts {@code t2drl} with these words; what it says on both streams comes out of the process's input stream. */
    public static Process start(List<?> words, String... options) throws IOException {
        return new ProcessBuilder(command(words, options))
                .redirectErrorStream(true)
                .start();
    }

    /** The words that start {@code t2drl} with these words; {@code options} are those of Java. */
    public static List<String> command(List<?> words, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of(
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-Djava.library.path=target/jcuda",
                "-cp",
                System.getProperty("java.class.path"),
                "t2drl.cli.Main"));
        words.forEach(word -> command.add(word.toString()));
        return command;
    }
}
