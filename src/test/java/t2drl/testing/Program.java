package t2drl.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line in a process of its own. */
public final class Program {
    private Program() {}

    /** Starts {@code t2drl} with these words; what it says on both streams comes out of the process's input stream. */
    public static Process start(List<?> words) throws IOException {
        return new ProcessBuilder(command(words)).redirectErrorStream(true).start();
    }

    /** The words that start {@code t2drl} with these words. */
    public static List<String> command(List<?> words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // so short a life is over before the optimising compiler pays
                "-Djava.awt.headless=true",
                "-Djava.library.path=target/jcuda",
                "-cp",
                System.getProperty("java.class.path"),
                "t2drl.cli.Main"));
        words.forEach(word -> command.add(word.toString()));
        return command;
    }
}
