package t2drl.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.common.UserException;
import t2drl.kernel.scalar.ScalarDevice;

/** Golden files that are wrong in their numbers, or in their form. */
class GoldenFileTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/networks");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path folder;

    /** Every place is a JSON pointer to a number, which moves by a part in 10^9: far beyond what rounding explains. */
    @ParameterizedTest
    @CsvSource({
        "activations, values, /cases/0/expected/mish/data/40",
        "schedule, values, /cases/4/expected/scale_z/data/2",
        "step_embedding, values, /cases/1/expected/embedding/data/9",
        "mlp, gradients, /cases/1/expected/gradients/mlp.2.bias/data/3",
        "mlp, values, /cases/0/inputs/x/data/0",
        "denoiser, values, /cases/0/expected/eps_3/data/1",
        "denoiser, values, /cases/1/expected/step_vector_2/data/1",
        "chain_L5, values, /cases/1/expected/a_3/data/0",
        "chain_L5, losses, /cases/0/expected/loss",
        "chain_L2, gradients, /cases/0/expected/grad_a_L/data/2",
        "adam, weights, /cases/0/expected/p_5/data/0",
        "adam, values, /cases/0/expected/v_2/data/0",
        "polyak, weights, /cases/1/expected/target_p_2/data/1",
        "action_map, values, /cases/1/expected/lambda/data/0",
        "action_map, gradients, /cases/1/expected/grad_a/data/7",
        "shared_net, gradients, /cases/2/expected/gradients/shared.net.3.pool.weight/data/0",
        "shared_chain_L3, values, /cases/3/expected/action_with_z_zero/data/3",
        "d3pg_mish_critics2, gradients, /updates/1/expected/gradients/critic2.2.weight/value/0",
        "d3pg_mish_critics2, gradients, /updates/1/expected/gradients/critic2.2.weight/sum",
        "d3pg_mish_critics2, gradients, /updates/1/expected/gradients/critic2.2.weight/sum_of_squares",
        "d3pg_silu_critics1, weights, /updates/2/expected/weights/target_actor.trunk.4.weight/data/0",
        "ddpg_mish_critics1, values, /updates/0/expected/target_action/data/0",
        "ddqn_relu, values, /updates/2/expected/y/data/3",
        "ddqn_mish, losses, /updates/0/expected/loss",
        "shared_d3pg_gamma09_critics2, values, /updates/0/expected/target_f/data/1",
        "shared_ddpg_gamma0, gradients, /updates/0/expected/grad_b/data/1",
        "shared_d3pg_gamma0, losses, /updates/1/expected/actor_loss"
    })
    void aWrongNumberFailsInItsCategoryAtItsPlace(String name, String category, String pointer) throws IOException {
        Path file = edited(name, root -> {
            int slash = pointer.lastIndexOf('/');
            JsonNode parent = root.at(pointer.substring(0, slash));
            String last = pointer.substring(slash + 1);
            double value = root.at(pointer).doubleValue();
            double moved = value + 1e-9 * Math.max(1, 10 * Math.abs(value));
            if (parent instanceof ArrayNode array) {
                array.set(Integer.parseInt(last), array.numberNode(moved));
            } else {
                ((ObjectNode) parent).put(last, moved);
            }
        });
        GoldenReport report = GoldenFile.check(file, new ScalarDevice());
        assertThat(report.passed()).isFalse();
        assertThat(report.categories())
                .filteredOn(c -> !c.passed())
                .anySatisfy(c -> assertThat(c.name()).isEqualTo(category));
        if (pointer.contains("/expected/")) {
            String place =
                    pointer.substring(1).replaceFirst("/(\\d+)/", "[$1].").replaceFirst("/", ".");
            assertThat(report.categories())
                    .filteredOn(c -> !c.passed())
                    .singleElement()
                    .satisfies(c -> assertThat(place.replace('/', '.')).startsWith(c.where()));
        }
    }

    /** Where the discount is 0 the next slot must have no effect. */
    @ParameterizedTest
    @ValueSource(strings = {"s_next", "hit_next", "A3_next"})
    void withoutDiscountTheNextSlotDoesNotMatter(String name) throws IOException {
        Path file = edited("shared_d3pg_gamma0", root -> ((ObjectNode) root.at("/updates/0/batch")).remove(name));
        assertThat(GoldenFile.check(file, new ScalarDevice()).passed()).isTrue();
    }

    @Test
    void scalarsWillDoForTheMapsConstants() throws IOException {
        Path file = edited("action_map", root -> {
            for (JsonNode item : root.get("cases")) {
                ObjectNode inputs = (ObjectNode) item.get("inputs");
                inputs.put("R", inputs.at("/R/data/0").doubleValue());
                inputs.put("b_min", inputs.at("/b_min/data/0").doubleValue());
            }
        });
        assertThat(GoldenFile.check(file, new ScalarDevice()).passed()).isTrue();
    }

    @Test
    void flatFilesHaveTargetNetworksAtDiscountZero() throws IOException {
        Path file = edited("d3pg_mish_critics2", root -> {
            ((ObjectNode) root.get("config")).put("gamma", 0);
            ArrayNode updates = (ArrayNode) root.get("updates");
            while (updates.size() > 1) {
                updates.remove(1);
            }
            ObjectNode update = (ObjectNode) updates.get(0);
            ObjectNode expected = (ObjectNode) update.get("expected");
            expected.set("y", update.at("/batch/r"));
            expected.retain("y", "target_action");
        });
        GoldenReport report = GoldenFile.check(file, new ScalarDevice());
        assertThat(report.passed()).isTrue();
        assertThat(report.compared()).isEqualTo(5 + 20);
    }

    @Test
    void comparingNothingIsNoPass() throws IOException {
        Path noCases = edited("mlp", root -> ((ObjectNode) root).putArray("cases"));
        assertThat(GoldenFile.check(noCases, new ScalarDevice()).passed()).isFalse();
        Path nothingExpected = edited("polyak", root -> {
            for (JsonNode item : root.get("cases")) {
                ((ObjectNode) item).putObject("expected");
            }
        });
        assertThat(GoldenFile.check(nothingExpected, new ScalarDevice()).passed())
                .isFalse();
        Path noUpdates = edited("d3pg_mish_critics1", root -> ((ObjectNode) root).putArray("updates"));
        assertThat(GoldenFile.check(noUpdates, new ScalarDevice()).passed()).isFalse();
    }

    @Test
    void aResultThatIsNotANumberFails() throws IOException {
        Path file = edited("action_map", root -> {
            ObjectNode item = (ObjectNode) root.at("/cases/0");
            ((ObjectNode) item.get("config")).put("c_b", 1e308);
            ((ObjectNode) item.get("expected")).retain("b");
        });
        GoldenReport report = GoldenFile.check(file, new ScalarDevice());
        assertThat(report.passed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "mlp | /format | 2 | format",
                "mlp | /kind | 'mlq' | mlq",
                "mlp | /cases | {} | cases",
                "mlp | /cases/0/config/activation | 'gelu' | gelu",
                "mlp | /cases/0/config/hidden | 0 | hidden",
                "mlp | /cases/0/config/hidden | 1.5 | hidden",
                "mlp | /cases/0/config/hidden | 13 | mlp.0.weight",
                "mlp | /cases/0/config/batch | 1000000000 | between 1 and 100000",
                "mlp | /cases/0/config/hidden | 100000 | too large",
                "mlp | /cases/0/inputs/x | 3 | shape",
                "mlp | /cases/0/inputs/x/shape | [7,5] | cases[0].inputs.x",
                "mlp | /cases/0/inputs/x/data | [1,2] | 2 elements",
                "mlp | /cases/0/inputs/x/data/0 | 'a' | element 0",
                "mlp | /cases/0/expected/y | {'shape': [2], 'data': [1,2]} | cases[0].expected.y",
                "mlp | /cases/0/expected/z | {'shape': [2], 'data': [1,2]} | cases[0].expected.z",
                "mlp | /cases/0/expected/y | {'shape': [5,4], 'index': [99], 'value': [1], 'sum': 1, 'sum_of_squares':"
                        + " 1, 'max_abs': 1} | index",
                "mlp | /cases/0/expected/y | 'text' | object",
                "mlp | /cases/0/weights | {} | mlp.0.weight",
                "step_embedding | /cases/0/config/embedding | 7 | even",
                "action_map | /cases/0/inputs/R/data/1 | 7 | same value",
                "ddqn_relu | /updates/0/batch/a/data/0 | 6 | whole number",
                "ddqn_relu | /updates/0/batch/feasible_next/data | [] | 0 elements",
                "d3pg_mish_critics1 | /config/critics | 3 | one or two",
                "d3pg_mish_critics1 | /updates/0/noise | {} | actor",
                "shared_d3pg_gamma0 | /updates/1/batch/R | 331 | same R"
            })
    void aFaultIsOneSentenceThatSaysWhere(String name, String pointer, String value, String says) throws IOException {
        Path file = edited(name, root -> {
            int slash = pointer.lastIndexOf('/');
            JsonNode parent = root.at(pointer.substring(0, slash));
            String last = pointer.substring(slash + 1);
            if (parent instanceof ArrayNode array) {
                array.set(Integer.parseInt(last), json(value));
            } else {
                ((ObjectNode) parent).set(last, json(value));
            }
        });
        assertThatThrownBy(() -> GoldenFile.check(file, new ScalarDevice()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(says)
                .hasMessageEndingWith(".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{} {}",
                "[]",
                "3",
                "null",
                "{\"format\": 1, \"format\": 1}",
                "{\"format\": 1, \"kind\": 3}"
            })
    void whatIsNoGoldenFile(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("file.json"), content);
        assertThatThrownBy(() -> GoldenFile.check(file, new ScalarDevice()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aFileThatIsNotThere() {
        Path file = folder.resolve("absent.json");
        assertThatThrownBy(() -> GoldenFile.check(file, new ScalarDevice()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("absent.json");
    }

    /** The first elements that the format's description gives. */
    @Test
    void formulas() throws IOException {
        Path file = Files.writeString(folder.resolve("formula.json"), """
            {"one": {"shape": [3], "formula": {"t": 1, "scale": 1}},
             "two": {"shape": [3], "formula": {"t": 2, "scale": 0.5}}}\
            """);
        GoldenNode root = GoldenNode.read(file);
        assertThat(root.get("one").tensor(3))
                .containsExactly(0.21640217304229736, 0.10016381740570068, -0.7345445156097412);
        assertThat(root.get("two").tensor(3))
                .containsExactly(-0.9028856754302979 / 2, 0.6682448387145996 / 2, -0.16651642322540283 / 2);
    }

    private static JsonNode json(String value) {
        try {
            return MAPPER.readTree(value.replace('\'', '"'));
        } catch (IOException e) {
            throw new IllegalArgumentException(value, e);
        }
    }

    private Path edited(String name, Consumer<JsonNode> edit) throws IOException {
        JsonNode root = MAPPER.readTree(FOLDER.resolve(name + ".json").toFile());
        edit.accept(root);
        Path file = folder.resolve(name + ".json");
        MAPPER.writeValue(file.toFile(), root);
        return file;
    }
}
