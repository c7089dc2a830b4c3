package t2drl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the user got wrong: exit code 2, one sentence, no stack trace, no file left. In the arguments, {@code @} is a
 * folder with the files that {@link #writeInputs} makes.
 */
class BadInputTest {
    private static final Path WORKING_FOLDER = Path.of("").toAbsolutePath();

    @TempDir
    Path folder;

    @BeforeEach
    void writeInputs() throws IOException {
        write("file", "");
        write("thesis/chapter.tex", "");
        write("bandwidth.yaml", "bandwidth_hz: -1");
        write("transition.yaml", "transition: [[0.8, 0.1, 0.2], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]]");
        write("cache.yaml", "cache_capacity_gb: -1");
        write("curve.yaml", "quality_start_steps: [170, 45, 85, 40, 70, 50, 75, 35, 80, 60]");
        write("share.yaml", "min_bandwidth_share: 0.5");
        write("length.yaml", "zipf_skewness: [1.1]");
        write("unknown.yaml", "bandwith_hz: 1e6");
        write("several.yaml", "bandwidth_hz: -1\nusers: 0\nslot_second: 3");
        write("syntax.yaml", "users: [1");
        write("binary.yaml", "\u0000\u0001");
        write("empty.json", "[]");
        write("twice.json", "{\"users\": 3, \"users\": 4}");
        write("cells.yaml", "learners: {cells: 0}");
        write("huge-network.yaml", "learners: {hidden: 60000}");
        write("huge-replay.yaml", "learners: {replay_slots: 100000000}");
        write("huge-batch.yaml", "learners: {batch: 1000000}");
        write("golden.json", "{\"format\": 1, \"kind\": \"no such kind\"}");
        write("notjson.json", "{");
        write("run/policy.json", "{\"format_version\": 2}");
        write("run/policy.safetensors", "");
        write("old-run/policy.json", "{\"format_version\": 99}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                " | subcommand",
                "fly | fly",
                "fit | FILE",
                "fit @/none.csv | cannot be read",
                "fit @/thesis | is a folder",
                "fit @/bandwidth.yaml | line 1: the header lacks",
                "measure --data @/none | cannot be read",
                "measure --data @/thesis | train-images-idx3-ubyte",
                "measure --data @/bandwidth.yaml | is no IDX file",
                "train --seed one | --seed",
                "train --seed | --seed",
                "train --seed 1.5 | --seed",
                "train --threads 0 | --threads",
                "train --threads 1000000 | --threads",
                "train --threads many | --threads",
                "train --device gpu | gpu",
                "train --episodes 0 | --episodes",
                "train --episodes -3 | --episodes",
                "train --evaluation-episodes 0 | --evaluation-episodes",
                "train --agent sarsa | sarsa",
                "train --family deep | deep",
                "train --family flat --config @/cells.yaml | --family",
                "train now | now",
                "compare --seeds 0 | --seeds",
                "compare --seeds ten | --seeds",
                "compare --jobs 0 | --jobs",
                "compare --device gpu | gpu",
                "compare --quick --out @/file | @/file",
                "compare --quick --out @/file/study | @/file/study",
                "compare --quick --out @/thesis | @/thesis",
                "compare --config @/unknown.yaml | bandwidth_hz",
                "compare t2drl | t2drl",
                "compare --engine flink | No engine is called 'flink'",
                "compare --engine spark | --engine spark needs --master",
                "compare --engine spark --master local[2] | start with ./t2drl",
                "compare --master local[2] | --master is for --engine spark",
                "compare --quick --out @/study --checkpoints @/file | @/file cannot be made",
                "compare --checkpoint-seconds -1 | --checkpoint-seconds",
                "train --fast | --fast",
                "train --out @/file | @/file",
                "train --out @/file/run | @/file/run",
                "train --out @/thesis | @/thesis",
                "train --json @ | is a folder",
                "train --json @/nowhere/x.json --out @/new | @/nowhere/x.json",
                "train --config @/nowhere.yaml --out @/new | @/nowhere.yaml",
                "train --config @ --out @/new | is a folder",
                "train --config @/bandwidth.yaml --out @/new | bandwidth_hz",
                "train --config @/transition.yaml --out @/new | transition",
                "train --config @/cache.yaml --out @/new | cache_capacity_gb",
                "train --config @/curve.yaml --out @/new | quality_start_steps",
                "train --config @/share.yaml --out @/new | min_bandwidth_share",
                "train --config @/length.yaml --out @/new | zipf_skewness",
                "train --config @/unknown.yaml --out @/new | bandwidth_hz",
                "train --config @/syntax.yaml --out @/new | @/syntax.yaml",
                "train --config @/binary.yaml --out @/new | @/binary.yaml",
                "train --config @/empty.json --out @/new | @/empty.json",
                "train --config @/twice.json --out @/new | users",
                "train --config @/cells.yaml --out @/new/deeper | cells",
                "train --config @/huge-network.yaml --out @/new | learners.hidden",
                "train --config @/huge-replay.yaml --out @/new/deeper | learners.replay_slots",
                "train --config @/huge-batch.yaml --out @/new/deeper | learners.batch",
                "evaluate | RUN|METHOD",
                "evaluate nobody | nobody",
                "evaluate @/file | @/file",
                "evaluate @/thesis | policy.json",
                "evaluate @/run | policy.json",
                "evaluate @/old-run | 99",
                "evaluate rcars oracle | oracle",
                "evaluate rcars --episodes 0 | --episodes",
                "evaluate rcars --episodes 1000000000 | --episodes",
                "evaluate rcars --config @/unknown.yaml | bandwidth_hz",
                "evaluate rcars --json @/nowhere/x.json | @/nowhere/x.json",
                "evaluate @/run --config @/cells.yaml | --config",
                "evaluate rcars --best-of 0 | --best-of",
                "evaluate rcars --engine java | --engine is for trained policies",
                "evaluate @/run --engine native+fp8 | native+fp8",
                "export @/run | --format",
                "export @/run --format tflite | tflite",
                "export @/run --format onnx | policy.json",
                "export @/nowhere --format onnx | @/nowhere",
                "export @/old-run --format onnx | 99",
                "export --format onnx | RUN",
                "export @/nowhere --format onnx --out | --out",
                "decide | --policy",
                "decide --policy | --policy",
                "decide --policy @/nowhere | @/nowhere",
                "decide --policy @/file | @/file",
                "decide --policy @/thesis | policy.json",
                "decide --policy @/run | policy.json",
                "decide --policy @/old-run | 99",
                "decide --policy @/run --engine gpu | gpu",
                "decide --policy @/run --best-of 0 | --best-of",
                "decide --policy @/run --best-of 1025 | 1024",
                "decide --policy @/run --seed one | --seed",
                "decide @/run | --policy",
                "config --config @/nowhere.yaml | @/nowhere.yaml",
                "config --json @ | is a folder",
                "verify | FILE",
                "verify @/golden.json --json @ | is a folder",
                "bench --config @/unknown.yaml | bandwidth_hz",
                "bench --threads 0 | --threads",
                "doctor --json @/nowhere/x.json | @/nowhere/x.json",
                "doctor now | now",
            })
    void isOneSentence(String arguments, String about) throws IOException {
        List<Path> before = files();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        int exitCode = run(arguments == null ? "" : arguments, out, err);

        assertThat(err.toString().lines())
                .filteredOn(line -> !line.startsWith("t2drl: using the device "))
                .singleElement()
                .asString()
                .startsWith("t2drl: ")
                .contains(about.replace("@", folder.toString()))
                .endsWith(".")
                .doesNotContain("Exception", "\tat ", "null");
        assertThat(exitCode).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void allFaultsOfAConfigurationAreReportedAtOnce() throws IOException {
        List<Path> before = files();
        StringWriter err = new StringWriter();

        assertThat(run("train --config @/several.yaml --out @/new", new StringWriter(), err))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("bandwidth_hz", "users", "slot_second")
                .doesNotContain("Exception", "\tat ");
        assertThat(err.toString().lines().skip(1)).hasSize(3).allMatch(line -> line.startsWith("  "));
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void verifyNamesTheFilesThatItCannotRead() {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        assertThat(run("verify @/nowhere.json @/notjson.json @/golden.json", out, err))
                .isEqualTo(2);
        assertThat(out + err.toString())
                .contains("nowhere.json", "notjson.json", "golden.json")
                .doesNotContain("Exception", "\tat ");
    }

    private int run(String arguments, StringWriter out, StringWriter err) {
        String[] words = Arrays.stream(arguments.split(" "))
                .filter(word -> !word.isEmpty())
                .map(word -> word.replace("@", folder.toString()))
                .toArray(String[]::new);
        return Main.run(
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)), words);
    }

    /** Everything in the test's folder, in the working folder, and in its folder of runs. */
    private List<Path> files() throws IOException {
        TreeSet<Path> all = new TreeSet<>();
        addAll(all, Files.walk(folder));
        addAll(all, Files.list(WORKING_FOLDER));
        Path runs = WORKING_FOLDER.resolve("runs");
        if (Files.isDirectory(runs)) {
            addAll(all, Files.walk(runs));
        }
        return List.copyOf(all);
    }

    private static void addAll(TreeSet<Path> all, Stream<Path> files) {
        try (files) {
            files.forEach(all::add);
        }
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
