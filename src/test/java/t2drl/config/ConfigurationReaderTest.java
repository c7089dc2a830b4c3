package t2drl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.agent.Observe;
import t2drl.common.UserException;
import t2drl.edge.Scenario;
import t2drl.kernel.Activation;
import t2drl.kernel.MapShape;
import t2drl.kernel.Prediction;

class ConfigurationReaderTest {
    @TempDir
    private Path folder;

    @Test
    void readsSpelledOutKeysAndSymbols() {
        Configuration spelledOut = parse("users: 3\nbandwidth_hz: 1e6\nmin_bandwidth_share: 0.2");
        Configuration symbols = parse("{\"U\": 3, \"W_hz\": 1000000, \"b_min\": 0.2}");

        assertThat(spelledOut).isEqualTo(symbols);
        assertThat(spelledOut.scenario()).isEqualTo(Scenario.defaults().with(s -> {
            s.users = 3;
            s.bandwidthHz = 1e6;
            s.minBandwidthShare = 0.2;
        }));
    }

    @Test
    void theSystemModelsOwnDefaultsAreTheDefaults() throws IOException {
        try (InputStream file = getClass().getResourceAsStream("/config/system-defaults.json")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);

            assertThat(parse(text)).isEqualTo(Configuration.defaults());
        }
    }

    @Test
    void readsTheLearners() {
        LearnerSettings learners = parse("""
            L: 4
            beta_max: 5
            learners:
              prediction: noise
              agent: DDPG
              activation: mish
              caching:
                observe: requests
                batch: 32
            """).learners();

        assertThat(learners).isEqualTo(LearnerSettings.defaults(Family.SHARED).with(s -> {
            s.denoisingSteps = 4;
            s.betaMax = 5;
            s.prediction = Prediction.NOISE;
            s.agent = AgentKind.DDPG;
            s.activation = Activation.MISH;
            s.caching = s.caching.with(c -> {
                c.observe = Observe.REQUESTS;
                c.batch = 32;
            });
        }));
    }

    @Test
    void theFlatFamilyHasOtherDefaults() {
        Configuration flat = parse("learners: {family: flat, hidden: 99}");

        assertThat(flat.learners())
                .isEqualTo(LearnerSettings.defaults(Family.FLAT).with(s -> s.hidden = 99));
        assertThat(flat.scenario().actionMap()).isEqualTo(MapShape.Kind.PROPORTIONAL);
        assertThat(parse("map: water-level\nlearners: {family: flat}")
                        .scenario()
                        .actionMap())
                .isEqualTo(MapShape.Kind.WATER_LEVEL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "users: abc | line 1: users must be a whole number, got 'abc'",
                "users: 2.5 | line 1: users must be a whole number, got '2.5'",
                "users: [3] | line 1: users must be a whole number, got a list",
                "users: {a: 3} | line 1: users must be a whole number, got keys and values",
                "users: | line 1: users has no value",
                "users: 0 | line 1: users must be between 1 and 10000, got 0",
                "W_hz: -1 | line 1: bandwidth_hz (W_hz) must be greater than 0, got -1",
                "bandwidth_hz: .inf | line 1: bandwidth_hz must be a finite number, got '.inf'",
                "bandwidth_hz: 1e400 | line 1: bandwidth_hz must be a finite number, got '1e400'",
                "alpha: 1.5 | line 1: latency_weight (alpha) must be between 0 and 1, got 1.5",
                "C_gb: -1 | cache_capacity_gb (C_gb) must be at least 0: not even an empty set of models fits, got -1",
                "b_min: 0.1 | users * min_bandwidth_share must be at most 1, the whole band, got 1.5",
                "gamma: [1, 2] | zipf_skewness must have 3 entries, as many as popularity_states, got 2",
                "gamma: 1 | zipf_skewness (gamma) must be a list of numbers, got '1'",
                "rank: [1, 2] | rank, entry 1 of 2, must be a list of numbers, got '1'",
                "din_bits: [2, 1] | input_bits must be [low, high] with low at most high",
                "din_bits: [1, 2, 3] | input_bits must be two numbers, [low, high], got 3",
                "Pi: [[0.9, 0, 0], [0, 1, 0], [0, 0, 1]] | row 1 of transition must sum to 1, got 0.9",
                "Pi: [[1, 0, 0], [0, 1], [0, 0, 1]] | row 2 of transition must have 3 entries",
                "models: 9 | row 3 of rank must have 9 entries, as many as models, got 10 by default",
                "A1: [60, 45, 85, 40, 70, 50, 75, 35, 80, 170] | in entry 10 got 170 and 170",
                "A4: [28, 33, 22, 101, 24, 31, 25, 38, 20, 28] | best_tv must be at most worst_tv, in entry 4 got 101"
                        + " and 100",
                "map: steep | action_map (map) must be one of water-level, proportional, got 'steep'",
                "batchs: 3 | line 1: unknown key 'batchs' (did you mean",
                "zzzzzzzz: 1 | line 1: unknown key 'zzzzzzzz' (t2drl config prints all that there are).",
                "learners: 3 | line 1: learners must hold keys and values, got '3'",
                "learners: {family: flat, prediction: clean} | line 1: learners.prediction must be noise in the flat"
                        + " family",
                "learners: {family: flet} | learners.family must be one of shared, flat, got 'flet'",
                "learners: {step_embedding: 5} | learners.step_embedding must be even",
                "learners: {caching: {batch: 50000}} | learners.caching.batch must be at most"
                        + " learners.caching.replay_frames",
            })
    void eachFaultIsOneClearSentence(String text, String sentence) {
        assertThat(faults(text)).startsWith("c.yaml").contains(sentence);
    }

    @Test
    void aRankingMustBeAPermutation() {
        assertThat(faults("M: 3\nJ: 2\nrank: [[1, 2, 3], [1, 2, 2]]"))
                .contains("row 2 of rank must hold each of 1 to 3 once");
    }

    @Test
    void allFaultsAreReportedAtOnceInTheOrderOfLines() {
        assertThat(faults("zeta: -1\nusers: 0\nbatch: 3\nlearners:\n  batch: x\n  L: 0")
                        .lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("c.yaml has 5 faults:"),
                        line -> assertThat(line).startsWith("  line 1: deadline_penalty_seconds (zeta)"),
                        line -> assertThat(line).startsWith("  line 2: users"),
                        line -> assertThat(line)
                                .isEqualTo("  line 3: unknown key 'batch' (did you mean learners.batch?)"),
                        line -> assertThat(line).startsWith("  line 5: learners.batch"),
                        line -> assertThat(line).startsWith("  line 6: learners.denoising_steps (L)"));
    }

    @Test
    void aFaultyKeyIsNotBlamedTwice() {
        assertThat(faults("users: x\nmin_bandwidth_share: 0.9").lines()).hasSize(1);
        assertThat(faults("models: x\nmodel_size_gb: [1, 2]").lines()).hasSize(1);
    }

    @Test
    void aKeyGivenTwiceIsAFaultUnderAnyOfItsNames() {
        assertThat(faults("users: 3\nusers: 3")).contains("line 2: users is given twice, first as users in line 1");
        assertThat(faults("users: 3\nU: 3")).contains("line 2: users (U) is given twice, first as users in line 1");
        assertThat(faults("{\"U\": 3,\n\"U\": 3}")).contains("line 2: users (U) is given twice");
        assertThat(faults("L: 3\nlearners: {denoising_steps: 3}"))
                .contains("denoising_steps is given twice, first as L");
    }

    @Test
    void textThatIsNoConfigurationIsOneClearSentence() {
        assertThat(faults(""))
                .isEqualTo("c.yaml is empty: write at least one key, or do without the file to get the defaults.");
        assertThat(faults("# nothing yet\n")).contains("c.yaml is empty");
        assertThat(faults("- 1\n- 2")).contains("must hold keys and values such as \"users: 15\", got a list");
        assertThat(faults("hello")).contains("must hold keys and values").contains("'hello'");
        assertThat(faults("users: 3\n  models: [1,")).startsWith("c.yaml is not a YAML or JSON file: line 2: ");
        assertThat(faults("{\"users\": 3,\n\"models\": ")).startsWith("c.yaml is not a YAML or JSON file: line 2: ");
        assertThat(faults("users: 3\n---\nusers: 4")).contains("second document in line 3");
        assertThat(faults("users: &a 3\nmodels: *a")).contains("line 2: the alias *a is not understood");
        assertThat(faults("[".repeat(5000))).contains("is not a YAML or JSON file");
    }

    @Test
    void jsonMayBeIndentedByTabs() {
        assertThat(parse("{\n\t\"users\": 3\n}").scenario().users()).isEqualTo(3);
    }

    @Test
    void filesThatCannotBeReadAreOneClearSentence() throws IOException {
        Path large = Files.writeString(folder.resolve("large.yaml"), "#".repeat(1_000_001));
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xc3, 0x28});
        Path missing = folder.resolve("missing.yaml");

        assertThatThrownBy(() -> ConfigurationReader.read(large))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("larger than 1 MB");
        assertThatThrownBy(() -> ConfigurationReader.read(binary))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("not UTF-8");
        assertThatThrownBy(() -> ConfigurationReader.read(missing))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> ConfigurationReader.read(folder))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("is a folder");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void damagedFilesAreReadOrRefusedButNeverCrash(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String sound = random.nextBoolean()
                ? ConfigurationPrinter.yaml(Configuration.defaults())
                : ConfigurationPrinter.json(Configuration.defaults());
        String alphabet = "0123456789.-+eE:,[]{}\"'#&*!|>%@`\n\t \\_ax\u0007\u20ac";
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder(sound);
            for (int damage = random.nextInt(1, 6); damage > 0; damage--) {
                int at = random.nextInt(text.length());
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, c);
                    case 1 -> text.insert(at, c);
                    default -> text.delete(at, Math.min(text.length(), at + random.nextInt(1, 30)));
                }
            }
            try {
                parse(text.toString());
            } catch (UserException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private static Configuration parse(String text) {
        return ConfigurationReader.parse(text, "c.yaml");
    }

    private static String faults(String text) {
        return catchThrowableOfType(UserException.class, () -> parse(text)).getMessage();
    }
}
