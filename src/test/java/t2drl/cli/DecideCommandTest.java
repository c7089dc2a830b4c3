package t2drl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.common.Json;
import t2drl.policy.NativeLibrary;
import t2drl.policy.PolicyFiles;
import t2drl.testing.TestPolicies;

class DecideCommandTest extends CommandTest {
    private static final String CELL =
            "{\"id\": %d, \"gain_db\": [-95, -108], \"input_bits\": [4e6, 2e6], \"output_bits\": [1e7, 5e6],"
                    + " \"model\": [0, 3], \"cached\": [3]}";

    /** Both decide in single precision. */
    private static final double ENGINES_DIFFER = 2e-5;

    @TempDir
    Path folder;

    private int exitCode;

    @BeforeEach
    void savePolicy() {
        PolicyFiles.save(folder, TestPolicies.random(Family.SHARED, AgentKind.D3PG, 2));
    }

    private List<String> decide(String lines, String... options) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CommandLine line = commandLine();
        DecideCommand command = (DecideCommand)
                line.getSubcommands().get("decide").getCommandSpec().userObject();
        command.redirect(new ByteArrayInputStream(lines.getBytes(UTF_8)), out);
        String[] all = new String[options.length + 3];
        all[0] = "decide";
        all[1] = "--policy";
        all[2] = folder.toString();
        System.arraycopy(options, 0, all, 3, options.length);
        exitCode = Main.run(line, all);
        return out.toString(UTF_8).lines().toList();
    }

    @Test
    void decidesInOrderAndSkipsWrongLines() {
        String tooLong = "{\"id\": \"" + "x".repeat(3 << 20) + "\"}";
        List<String> decisions = decide(String.join(
                "\n",
                CELL.formatted(1),
                "",
                "nonsense",
                "  \r",
                "{\"popularity\": 9}",
                tooLong,
                CELL.formatted(7),
                "{\"popularity\": 1}"));

        assertThat(decisions).hasSize(3);
        assertThat(decisions.get(0)).startsWith("{\"id\":1,\"bandwidth\":[");
        assertThat(decisions.get(1))
                .startsWith("{\"id\":7,\"bandwidth\":[")
                .endsWith(decisions.get(0).substring(7));
        assertThat(decisions.get(2)).startsWith("{\"cached\":[");
        assertThat(err.toString().lines())
                .hasSize(3)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("t2drl: line 3: "),
                        line -> assertThat(line).startsWith("t2drl: line 5: "),
                        line -> assertThat(line).startsWith("t2drl: line 6: it is longer"));
        assertThat(exitCode).isEqualTo(1);
    }

    @Test
    void theNativeEngineDecidesTheSame() throws IOException {
        assumeTrue(NativeLibrary.exists(), "the policy library was not built, which takes g++ and CMake");
        Random random = new Random(6);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            int users = 1 + random.nextInt(20);
            lines.append(
                    "{\"id\": %d, \"gain_db\": %s, \"input_bits\": %s, \"output_bits\": %s, \"model\": %s, \"cached\": [%d]}%n"
                            .formatted(
                                    i,
                                    Arrays.toString(
                                            random.doubles(users, -130, -70).toArray()),
                                    Arrays.toString(
                                            random.doubles(users, 1e6, 8e6).toArray()),
                                    Arrays.toString(
                                            random.doubles(users, 1e6, 25e6).toArray()),
                                    Arrays.toString(random.ints(users, 0, 10).toArray()),
                                    random.nextInt(10)));
            lines.append("{\"popularity\": %d}%n".formatted(i % 3));
        }
        for (String[] options : new String[][] {{}, {"--seed", "3"}, {"--best-of", "6"}}) {
            List<String> java = decide(lines.toString(), with(options, "--engine", "java"));
            List<String> library = decide(lines.toString(), with(options, "--engine", "native"));

            assertThat(exitCode).isZero();
            assertThat(library).hasSize(120).hasSameSizeAs(java);
            for (int i = 0; i < library.size(); i++) {
                JsonNode found = Json.MAPPER.readTree(library.get(i));
                JsonNode wanted = Json.MAPPER.readTree(java.get(i));
                assertThat(found.get("id")).isEqualTo(wanted.get("id"));
                assertThat(found.get("cached")).isEqualTo(wanted.get("cached"));
                for (String share : List.of("bandwidth", "compute")) {
                    assertThat(numbers(found.path(share)))
                            .containsExactly(numbers(wanted.path(share)), offset(ENGINES_DIFFER));
                }
            }
        }
    }

    @Test
    void theNativeEngineSkipsWrongLinesToo() {
        assumeTrue(NativeLibrary.exists(), "the policy library was not built, which takes g++ and CMake");
        String wrong = CELL.formatted(1).replace("-108", "-1000");

        assertThat(decide(CELL.formatted(1) + "\n" + wrong + "\n{\"popularity\": 9}\n", "--engine", "native"))
                .hasSize(1);
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("t2drl: line 2: gain_db[1] is -1000")
                                .endsWith("500."),
                        line -> assertThat(line).startsWith("t2drl: line 3: ").endsWith("2."));
        assertThat(exitCode).isEqualTo(1);
    }

    private static String[] with(String[] options, String... more) {
        return Stream.concat(Arrays.stream(options), Arrays.stream(more)).toArray(String[]::new);
    }

    private static double[] numbers(JsonNode list) {
        double[] numbers = new double[list.size()];
        Arrays.setAll(numbers, i -> list.get(i).doubleValue());
        return numbers;
    }

    @Test
    void nothingToDecideIsFine() {
        assertThat(decide("")).isEmpty();
        assertThat(exitCode).isZero();
    }

    @Test
    void aSeedSamplesTheSameAgainAndAnotherLineAnotherSample() {
        String lines = (CELL.formatted(0) + "\n").repeat(3);
        List<String> greedy = decide(lines);
        List<String> first = decide(lines, "--seed", "4");
        List<String> again = decide(lines, "--seed", "4");
        List<String> best = decide(lines, "--best-of", "16");

        assertThat(greedy.stream().distinct()).hasSize(1);
        assertThat(first.stream().distinct()).hasSize(3);
        assertThat(again).isEqualTo(first);
        assertThat(best).hasSize(3).isNotEqualTo(greedy);
        assertThat(err.toString()).isEmpty();
    }
}
