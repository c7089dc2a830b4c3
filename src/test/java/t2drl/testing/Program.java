package t2drl.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The command line in a process of its own. */
public final class Program {
    private static final int SIGINT = 2;

    /** Ctrl-C ends no process that was started by one that ignores it, such as a script's background job, unless it is told not to. */
    private static final List<String> WITH_INTERRUPTS =
            ignoresInterrupts() ? List.of("env", "--default-signal=INT") : List.of();

    private Program() {}

    private static boolean ignoresInterrupts() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            long ignored = lines.filter(line -> line.startsWith("SigIgn:"))
                    .mapToLong(line -> Long.parseUnsignedLong(line.split("\\s+")[1], 16))
                    .findFirst()
                    .orElse(0);
            return (ignored & 1 << SIGINT - 1) != 0;
        } catch (IOException e) {
            return false; // no Linux
        }
    }

    /** Starts {@code t2drl} with these words; what it says on both streams comes out of the process's input stream. */
    public static Process start(List<?> words, String... options) throws IOException {
        return new ProcessBuilder(command(words, options))
                .redirectErrorStream(true)
                .start();
    }

    /** The words that start {@code t2drl} with these words; {@code options} are those of Java. */
    public static List<String> command(List<?> words, String... options) {
        return command("t2drl.cli.Main", words, options);
    }

    /** The words that start the main method of another class. */
    public static List<String> command(String main, List<?> words, String... options) {
        List<String> command = new ArrayList<>(WITH_INTERRUPTS);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of(
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-Djava.library.path=" + Path.of("target/jcuda").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                main));
        words.forEach(word -> command.add(word.toString()));
        return command;
    }
}
