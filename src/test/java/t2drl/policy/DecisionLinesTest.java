package t2drl.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.agent.Family;
import t2drl.agent.Observe;
import t2drl.common.Json;
import t2drl.edge.Scenario;
import t2drl.testing.TestPolicies;

class DecisionLinesTest {
    private static final String ALLOCATION =
            "{\"id\": \"a\", \"gain_db\": [-95.2, -108.4], \"input_bits\": [4e6, 2000000], \"output_bits\": [1e7, 5e6],"
                    + " \"model\": [0, 3], \"cached\": [0, 5, 7]}";

    private final PolicyEngine byPopularity = PolicyEngine.of(
            TestPolicies.random(Scenario.defaults(), Family.SHARED, s -> s.hidden = 8, 3), "popularity");
    private final PolicyEngine byRequests = PolicyEngine.of(
            TestPolicies.random(
                    Scenario.defaults(),
                    Family.SHARED,
                    s -> s.caching = s.caching.with(c -> c.observe = Observe.REQUESTS),
                    3),
            "requests");
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private String decide(PolicyEngine engine, String line) throws IOException {
        written.reset();
        DecisionLines lines = new DecisionLines(engine, written);
        byte[] text = line.getBytes(UTF_8);
        lines.decide(text, 0, text.length, 1);
        lines.flush();
        return written.toString(UTF_8);
    }

    @Test
    void allocatesAsTheEngineDoes() throws IOException {
        float[] bandwidth = new float[2];
        float[] compute = new float[2];
        byPopularity.decide(
                new double[] {-95.2, -108.4},
                new double[] {4e6, 2e6},
                new double[] {1e7, 5e6},
                new int[] {0, 3},
                1 | 1 << 5 | 1 << 7,
                bandwidth,
                compute);

        assertThat(decide(byPopularity, ALLOCATION))
                .isEqualTo("{\"id\":\"a\",\"bandwidth\":[%s,%s],\"compute\":[%s,%s]}%n"
                        .formatted(bandwidth[0], bandwidth[1], compute[0], compute[1]));
        assertThat(compute[1]).isZero();
    }

    @Test
    void choosesSetsAsTheEngineDoes() throws IOException {
        assertThat(mask(decide(byPopularity, "{\"popularity\": 2}"))).isEqualTo(byPopularity.cacheForPopularity(2));
        assertThat(mask(decide(
                        byRequests,
                        "{\"cached\": [0, 6], \"requests\": [12, 0, 3, 1, 0, 0, 5, 0, 0, 0.5], \"id\": 1.50}")))
                .isEqualTo(byRequests.cacheForRequests(new double[] {12, 0, 3, 1, 0, 0, 5, 0, 0, 0.5}, 1 | 1 << 6));
        assertThat(written.toString(UTF_8)).startsWith("{\"id\":1.50,\"cached\":[");
    }

    private static int mask(String line) throws IOException {
        int mask = 0;
        for (JsonNode model : Json.MAPPER.readTree(line).get("cached")) {
            mask |= 1 << model.intValue();
        }
        return mask;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x | not JSON",
                "[1] | not a JSON object",
                "{} | should ask for",
                "{'popularity': 2} {} | follows",
                "{'popularity': 2, 'popularity': 1} | Duplicate",
                "{'popularity': 2, 'cached': []} | should ask for",
                "{'popularity': 3} | the popularity state is 3, but states are 0 to 2",
                "{'popularity': -1} | whole number",
                "{'popularity': 1.5} | whole number",
                "{'popularity': 99999999999} | not JSON",
                "{'popularity': NaN} | it is not JSON (Non-standard token 'NaN')",
                "{'popularity': 1, 'colour': 1} | unknown key 'colour'",
                "{'popularity': 1, 'id': null} | id should be",
                "{'popularity': 1, 'id': {'a': 1}} | id should be",
                "{'popularity': 1, 'id': '\\ud800'} | whole characters",
                "{'requests': [1], 'cached': []} | one number for each",
                "{'gain_db': [-95]} | cached is missing",
                "{'gain_db': [-95], 'cached': []} | input_bits is missing",
                "{'gain_db': [], 'cached': []} | gain_db is missing or empty",
                "{'gain_db': [-95], 'input_bits': [1, 2], 'output_bits': [1], 'model': [0], 'cached': []} | input_bits"
                        + " has 2",
                "{'gain_db': [-95], 'input_bits': [1], 'output_bits': [1], 'model': [0.5], 'cached': []} | whole"
                        + " numbers",
                "{'gain_db': [-95], 'input_bits': [1], 'output_bits': [1], 'model': [10], 'cached': []} | model[0]"
                        + " is 10, but models are 0 to 9",
                "{'gain_db': [-95], 'input_bits': [1], 'output_bits': [1], 'model': [0], 'cached': [10]} | cached"
                        + " has model 10",
                "{'gain_db': [-95], 'input_bits': [0], 'output_bits': [1], 'model': [0], 'cached': []} | input_bits",
                "{'gain_db': [1e999], 'input_bits': [1], 'output_bits': [1], 'model': [0], 'cached': []} | gain_db",
                "{'gain_db': ['a'], 'cached': []} | list of numbers",
                "{'gain_db': [[1]], 'cached': []} | list of numbers",
                "{'gain_db': [1 | not JSON",
            })
    void aWrongLineIsOneSentenceAndNoDecision(String line, String message) {
        assertThatThrownBy(() -> decide(byPopularity, line.replace('\'', '"')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n", "Exception");
        assertThat(written.size()).isZero();
    }

    /** Mutated lines are decided, in numbers that make sense, or refused in one sentence; the next sound line is decided as ever. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void mutatedLines(long seed) throws IOException {
        Random random = new Random(seed);
        byte[][] sound = {
            ALLOCATION.getBytes(UTF_8),
            "{\"popularity\": 2, \"id\": 17}".getBytes(UTF_8),
            "{\"requests\": [1,2,3,4,5,6,7,8,9,10], \"cached\": [1]}".getBytes(UTF_8)
        };
        String expected = decide(byPopularity, ALLOCATION);
        written.reset();
        DecisionLines lines = new DecisionLines(byPopularity, written);
        int decided = 0;
        for (int round = 0; round < 5000; round++) {
            byte[] line = mutated(sound[random.nextInt(sound.length)], random);
            lines.flush();
            written.reset();
            try {
                lines.decide(line, 0, line.length, round);
                lines.flush();
                decided++;
                JsonNode decision = Json.MAPPER.readTree(written.toString(UTF_8));
                for (JsonNode share : decision.path("bandwidth")) {
                    assertThat(share.doubleValue())
                            .as("seed %d, round %d", seed, round)
                            .isBetween(0.0, 1.000001);
                }
            } catch (IllegalArgumentException e) {
                assertThat(e).as("seed %d, round %d", seed, round).message().doesNotContain("\n", "Exception");
                lines.flush();
                assertThat(written.size()).as("seed %d, round %d", seed, round).isZero();
            }
        }
        assertThat(decided).isBetween(20, 4900);
        lines.decide(sound[0], 0, sound[0].length, 1);
        lines.flush();
        assertThat(written.toString(UTF_8)).endsWith(expected);
    }

    private static byte[] mutated(byte[] sound, Random random) {
        byte[] line = sound.clone();
        for (int change = random.nextInt(1, 4); change > 0; change--) {
            int at = random.nextInt(line.length);
            switch (random.nextInt(4)) {
                case 0 -> line[at] = (byte) random.nextInt();
                case 1 -> line[at] = (byte) "0123456789eE+-.,:[]{}\"".charAt(random.nextInt(22));
                case 2 -> line = java.util.Arrays.copyOf(line, Math.max(1, at));
                default -> System.arraycopy(line, 0, line, at, Math.min(random.nextInt(8), line.length - at));
            }
        }
        return line;
    }
}
