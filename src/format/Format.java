import com.palantir.javaformat.java.Main;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Formats every Java file below folders, or checks that it is formatted: {@code Format apply|check FOLDER...}. A program
 * of its own because the formatter parses with the JDK it runs on, and Maven may run on one older than our syntax.
 */
final class Format {
    public static void main(String[] args) throws Exception {
        boolean check = args[0].equals("check");
        List<String> command = new ArrayList<>(List.of("--palantir"));
        command.addAll(check ? List.of("--dry-run", "--set-exit-if-changed") : List.of("--replace"));
        for (String folder : List.of(args).subList(1, args.length)) {
            try (var files = Files.walk(Path.of(folder))) {
                files.map(Path::toString)
                        .filter(file -> file.endsWith(".java") && !file.endsWith("module-info.java"))
                        .forEach(command::add);
            }
        }
        var out = new PrintWriter(System.out, true);
        int exit = new Main(out, new PrintWriter(System.err, true), System.in).format(command.toArray(String[]::new));
        if (check && exit != 0) {
            System.err.println("These files are not formatted: run `mvn -q process-sources -Pformat`.");
        }
        System.exit(exit);
    }
}
