package t2drl.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import t2drl.common.Json;

/**
 * Runs mutated command lines, one after another, in this process, whose working folder is a new one: so whatever a wrong line writes is written there. Prints each
 * line before it runs; ends with a stack trace at the first that does not behave. {@link CommandLineFuzzTest} starts it.
 *
 * <p>A line is a beginning that keeps the command from computing for long (something wrong, or something small), and random options, values and slips behind it.
 */
final class CommandLineFuzz {
    private static final long MOST_CPU_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int MOST_SENTENCES = 3;
    private static final int MOST_FILES = 20; // verify has a sentence for each that it cannot read
    private static final Path HERE = Path.of("");

    private static final List<String> VALUES = List.of(
            "0",
            "1",
            "2",
            "-1",
            "1.5",
            "1e9",
            "2147483648",
            "99999999999999999999",
            "NaN",
            "x",
            "",
            " ",
            "-",
            "--",
            "é\u4e2d",
            "a\nb",
            "\u001b[2J",
            "a\u0000b",
            "\ud800",
            "@",
            "@x",
            "@in",
            "@in/words",
            ".",
            "..",
            "in",
            "in/file",
            "in/file/x",
            "in/thesis",
            "in/run",
            "in/unknown.yaml",
            "in/tiny.yaml",
            "in/notjson.json",
            "nowhere/x.json",
            "new/deeper",
            "out.json",
            "1,2",
            "1,,x",
            "d3pg",
            "flat",
            "onnx",
            "native",
            "spark",
            "local[2]",
            "true",
            "%s%n",
            "${DEFAULT-VALUE}",
            "${sys:user.home}",
            "*",
            "x".repeat(5000));

    /** Nothing that would start a driver. */
    private static final List<String> DEVICES = List.of(
            "scalar", "cpu", "gpu", "cuda:x", "cuda:-1", "cuda:99999999999", "scalar+tf32", "+tf32", "", "CPU", "a\nb");

    private static final String TINY = "--config in/tiny.yaml --device scalar ";

    /** How the lines of each command begin. */
    private static final Map<String, List<String>> BEGINNINGS = Map.ofEntries(
            Map.entry(
                    "train",
                    List.of(
                            "--out in/thesis",
                            "--out in/file",
                            "--resume in/thesis",
                            "--resume in/trained",
                            "--episodes 0",
                            TINY + "--evaluation-episodes 1",
                            TINY + "--evaluation-episodes 1 --out new")),
            Map.entry(
                    "evaluate",
                    List.of(
                            "in/run",
                            "in/thesis",
                            "nobody",
                            "in/old-run",
                            "rcars --episodes 0",
                            "in/trained --episodes 1 --device scalar",
                            "lfu --episodes 2 " + TINY)),
            Map.entry("compare", List.of("--out in/thesis", "--out in/file", "--jobs 0", "--seeds 0")),
            Map.entry(
                    "decide",
                    List.of("--policy in/run", "--policy in/thesis", "--policy in/old-run", "--policy in/trained")),
            Map.entry(
                    "export",
                    List.of(
                            "in/run --format onnx",
                            "in/old-run --format onnx",
                            "nowhere --format onnx",
                            "in/trained --format onnx",
                            "in/trained --format onnx --out new")),
            Map.entry("config", List.of("")),
            Map.entry("fit", List.of("none.csv", "in/thesis", "in/unknown.yaml", "in/measured.csv", "in/measured.csv")),
            Map.entry(
                    "measure",
                    List.of("--data none", "--data in/thesis", "--data in/unknown.yaml", "--data in/measured.csv")),
            Map.entry(
                    "verify",
                    List.of(
                            "nowhere.json",
                            "in/golden.json",
                            "in/notjson.json in/golden.json",
                            "in/polyak.json --device scalar")),
            Map.entry("selfcheck", List.of("--device gpu", "--threads 0", "now")),
            Map.entry(
                    "bench",
                    List.of("--config in/unknown.yaml", "--threads 0", "--device gpu", "--seconds 0", "--cells 0")),
            Map.entry("doctor", List.of("--json nowhere/x.json", "now", "")));

    private CommandLineFuzz() {}

    /** {@code CommandLineFuzz ROUNDS}, in a new folder. */
    public static void main(String[] arguments) throws IOException {
        writeInputs();
        Map<Integer, Integer> codes = run(Integer.parseInt(arguments[0]));
        System.out.printf("%nexit codes: %s%n", codes);
    }

    private static void writeInputs() throws IOException {
        write("file", "");
        write("words", "doctor --json x");
        write("thesis/chapter.tex", "");
        write("unknown.yaml", "bandwith_hz: 1e6");
        write("tiny.yaml", """
            users: 2
            frames: 1
            slots_per_frame: 2
            learners: {cells: 1, episodes: 1, batch: 2, hidden: 4, warmup_slots: 1, replay_slots: 16, best_of: 1,
              caching: {hidden: 4, batch: 2, updates_per_frame: 1}}
            """);
        write("measured.csv", "model,steps,TV,seconds\na,1,9,1\na,2,5,2\na,3,3,3\na,4,2,4\na,5,2,5\na,6,2,6\n");
        write("golden.json", "{\"format\": 1, \"kind\": \"no such kind\"}");
        write("notjson.json", "{");
        write("run/policy.json", "{\"format_version\": 2}");
        write("run/policy.safetensors", "");
        write("old-run/policy.json", "{\"format_version\": 99}");
        try (var golden = CommandLineFuzz.class.getResourceAsStream("/golden/networks/polyak.json")) {
            Files.copy(golden, Path.of("in/polyak.json"));
        }
        int code = Main.run(
                Main.commandLine(),
                ("train --out in/trained --evaluation-episodes 1 " + TINY)
                        .strip()
                        .split(" +"));
        require(code == 0, "the tiny training failed");
    }

    private static void write(String name, String text) throws IOException {
        Path file = Path.of("in").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static Map<Integer, Integer> run(int rounds) throws IOException {
        Map<String, CommandLine> commands = Main.commandLine().getSubcommands();
        require(BEGINNINGS.keySet().equals(commands.keySet()), "a command has no beginning: " + commands.keySet());
        List<String> names = List.copyOf(commands.keySet());
        Map<Path, byte[]> before = files();
        Map<Integer, Integer> codes = new TreeMap<>();
        Random random = new Random(1);
        for (int round = 0; round < rounds; round++) {
            String name = names.get(round % names.size());
            List<String> words = words(name, commands.get(name).getCommandSpec().options(), random);
            System.out.printf("%d: %s%n", round, shown(words));
            int code = behaves(words);
            codes.merge(code, 1, Integer::sum);
            // verify reports on the files that it could read, too.
            clean(before, code == 0 || words.getFirst().equals("verify"));
        }
        return codes;
    }

    private static List<String> shown(List<String> words) {
        return words.stream()
                .map(word -> word.length() > 100 ? word.substring(0, 100) + ".." : word)
                .toList();
    }

    private static int behaves(List<String> words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        long start = cpuNanos();
        int code = Main.run(
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)),
                words.toArray(String[]::new));
        long nanos = cpuNanos() - start;

        List<String> sentences = err.toString().lines().toList();
        require(code == 0 || code == 2, "exit code %d: %s".formatted(code, err));
        require(code == 0 || !sentences.isEmpty(), "exit code 2 without a word: " + out);
        int most = words.contains("verify") ? MOST_FILES : MOST_SENTENCES;
        require(sentences.size() <= most, "too many sentences: " + err);
        for (String sentence : sentences) {
            require(
                    sentence.startsWith("t2drl: ") && (sentence.endsWith(".") || sentence.endsWith(" --help")),
                    "no sentence: " + sentence);
            require(!sentence.contains("Exception") && !sentence.contains("\tat "), "a stack trace: " + sentence);
            require(sentence.chars().noneMatch(Character::isISOControl), "control characters: " + sentence);
        }
        require(nanos < MOST_CPU_NANOS, "it took %d s".formatted(TimeUnit.NANOSECONDS.toSeconds(nanos)));
        return code;
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static List<String> words(String command, List<OptionSpec> options, Random random) {
        List<String> beginnings = BEGINNINGS.get(command);
        String beginning = beginnings.get(random.nextInt(beginnings.size()));
        List<String> words = new ArrayList<>(List.of(command));
        if (!beginning.isEmpty()) {
            Collections.addAll(words, beginning.split(" "));
        }
        boolean takesDevice =
                options.stream().anyMatch(option -> option.longestName().equals("--device"));
        if (takesDevice && !beginning.contains("--device")) {
            Collections.addAll(words, "--device", pick(DEVICES, random));
        }
        for (int count = random.nextInt(4); count > 0; count--) {
            OptionSpec option = options.get(random.nextInt(options.size()));
            String name = option.longestName();
            String value = pick(name.equals("--device") ? DEVICES : VALUES, random);
            switch (random.nextInt(8)) {
                case 0 -> words.add(name);
                case 1 -> words.add(name.substring(0, 2 + random.nextInt(name.length() - 2)) + "q");
                case 2 -> words.add(value);
                case 3 -> words.add(name + "=" + value);
                default -> Collections.addAll(words, name, value);
            }
        }
        if (random.nextInt(50) == 0) {
            words.set(0, pick(VALUES, random));
        }
        return words;
    }

    private static String pick(List<String> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }

    /** Checks that a line that may leave nothing has left all as it was, and that others have left whole files; puts all back as it was. */
    private static void clean(Map<Path, byte[]> before, boolean mayLeave) throws IOException {
        Map<Path, byte[]> after = files();
        TreeSet<Path> changed = new TreeSet<>(Comparator.reverseOrder());
        changed.addAll(before.keySet());
        changed.addAll(after.keySet());
        changed.removeIf(path -> Arrays.equals(before.get(path), after.get(path)));
        require(mayLeave || changed.isEmpty(), "left: " + changed);
        for (Path path : changed) {
            byte[] content = after.get(path);
            require(content != null, "removed: " + path);
            require(!path.toString().endsWith(".partial"), "half-written: " + path);
            require(Files.isDirectory(path) || content.length > 0, "empty: " + path);
            if (content.length > 0 && content[0] == '{' && !path.endsWith("metrics.jsonl")) {
                Json.MAPPER.readTree(content);
            }
            if (before.containsKey(path)) {
                Files.write(path, before.get(path));
            } else {
                Files.delete(path);
            }
        }
    }

    /** Everything in the working folder and beside it, with its content. */
    private static Map<Path, byte[]> files() throws IOException {
        Map<Path, byte[]> all = new TreeMap<>();
        try (Stream<Path> found = Files.walk(HERE.toAbsolutePath().getParent())) {
            for (Path path : (Iterable<Path>) found::iterator) {
                all.put(path, Files.isDirectory(path) ? new byte[0] : Files.readAllBytes(path));
            }
        }
        return all;
    }

    private static void require(boolean holds, String complaint) {
        if (!holds) {
            throw new IllegalStateException(complaint);
        }
    }
}
