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
import t2drl.kernel.Device;
import t2drl.kernel.scalar.ScalarDevice;
import t2drl.kernel.vector.VectorDevice;

/** Golden files of the system model that are wrong in their numbers, or in their form, or lie on a switch. */
class SystemFileTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/system");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path folder;

    /** Every place is a JSON pointer to an expected number, which moves by a part in 10^5 or by 1. */
    @ParameterizedTest
    @CsvSource({
        "popularity, tables, /3/out/P/1/2",
        "popularity, tables, /0/out/stationary/0",
        "popularity, choices, /1/out/next/5",
        "popularity, choices, /2/out/phi/0",
        "mobility, values, /4/out/pos/1/0",
        "mobility, values, /4/out/v/1/1",
        "mobility, values, /4/out/vbar/1/1",
        "mobility, values, /4/out/path_loss_db/3",
        "mobility, values, /4/out/gain/2",
        "slot, values, /0/out/rup/0",
        "slot, values, /0/out/rdn/1",
        "slot, values, /0/out/t_up/2",
        "slot, values, /0/out/t_dn/3",
        "slot, values, /0/out/t_gen/4",
        "slot, values, /0/out/t_bh/0",
        "slot, values, /0/out/latency/5",
        "slot, values, /0/out/tv/6",
        "slot, values, /0/out/cost/7",
        "slot, values, /0/out/reward",
        "slot, choices, /0/out/late/8",
        "actions, shares, /0/out/b/0",
        "actions, steps, /0/out/f/4",
        "actions, steps, /0/out/xi/4",
        "actions, steps, /0/out/lambda",
        "actions, shares, /0/out/proportional/b/14",
        "actions, shares, /0/out/proportional/xi/4",
        "actions, shares, /0/out/equal_b/3",
        "actions, shares, /0/out/equal_xi/4",
        "exact, optimal_shares, /1/out/b/0",
        "exact, optimal_cost, /1/out/transfer_sum",
        "exact, optimal_cost, /1/out/compute_sum",
        "exact, optimal_cost, /1/out/bound",
        "caching, choices, /5/out/feasible",
        "caching, choices, /5/out/maximal",
        "caching, choices, /5/out/random_order/0",
        "caching, choices, /5/out/popular/1",
        "caching, choices, /5/out/lfu/3/1",
        "episode, choices, /0/out/j/2",
        "episode, choices, /0/out/phi/5/14",
        "episode, choices, /0/out/hit/0/0",
        "episode, values, /0/out/g/5/14",
        "episode, values, /0/out/reward/3",
        "episode, choices, /0/out/late/1"
    })
    void aWrongNumberFailsInItsCategoryAtItsPlace(String name, String category, String pointer) throws IOException {
        Path file = edited(name, root -> {
            JsonNode old = root.at(pointer);
            assertThat(old.isNumber()).isTrue();
            set(
                    root,
                    pointer,
                    old.isInt()
                            ? MAPPER.valueToTree(moved(old.intValue()))
                            : MAPPER.valueToTree(moved(old.doubleValue())));
        });
        for (Device device : new Device[] {new ScalarDevice(), new VectorDevice(1)}) {
            try (device) {
                GoldenReport report = GoldenFile.check(file, device);
                String place = pointer.substring(1)
                        .replaceFirst("^(\\d+)", "[$1]")
                        .replaceAll("/\\d+", "")
                        .replace('/', '.');
                assertThat(report.categories())
                        .filteredOn(c -> !c.passed())
                        .singleElement()
                        .satisfies(c -> assertThat(c.name()).isEqualTo(category))
                        .satisfies(c -> assertThat(c.where()).isEqualTo(place));
            }
        }
    }

    private static int moved(int value) {
        return value == 0 ? 1 : value - 1;
    }

    /** Beyond 1e-5 relative, and beyond 1e-5 of the largest where others are larger. */
    private static double moved(double value) {
        return value * 1.001 + Math.copySign(Math.abs(value) > 1e-3 ? 1e-3 : 0, value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "slot | /0/config/U | 0 | users (U)",
                "slot | /0/config/tea | 3 | tea",
                "slot | /0/config | 3 | [0].config",
                "slot | /0/in/g | [1, 2] | 15",
                "slot | /0/in/phi/0 | 10 | 0 to 9",
                "slot | /0/in/phi/0 | 0.5 | 0 to 9",
                "slot | /0/in/hit/0 | 2 | 0 to 1",
                "slot | /0/in/b/3 | 'a' | [0].in.b[3]",
                "slot | /0/out/rup | 3 | [0].out.rup",
                "slot | /0/out | {} | rup",
                "slot | /0/in | {} | no kind",
                "slot | /0/in | [] | object",
                "slot | /2 | 3 | [2]",
                "popularity | /0/in/j | 3 | 0 to 2",
                "mobility | /0/in/pos/0 | [1] | [0].in.pos[0]",
                "actions | /0/in/a | [1] | 30",
                "caching | /0/in/order/0 | -1 | 0 to 9",
                "caching | /0/in/phi/1 | [] | [0].in.phi[1]",
                "episode | /0/config/T | 1000000 | T * K",
                "episode | /0/in/w/0/0/0 | [] | [0].in.w[0][0][0]",
                "episode | /0/in/rho | [] | [0].in.rho"
            })
    void aFaultIsOneSentenceThatSaysWhere(String name, String pointer, String value, String says) throws IOException {
        Path file = edited(name, root -> set(root, pointer, json(value)));
        assertThatThrownBy(() -> GoldenFile.check(file, new ScalarDevice()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(says);
    }

    /** Single precision rounds these uniform numbers across the sums at which draws switch. */
    @Test
    void drawsBesideASwitch() throws IOException {
        Path file = edited("popularity", root -> {
            set(root, "/0/in/u_state/0", json(Double.toString(Math.nextDown(0.1))));
            set(root, "/0/in/u_state/1", json(Double.toString(Math.nextUp(0.1))));
            set(root, "/0/in/u_state/2", json("0.9999999999"));
            set(root, "/0/in/j", json("2"));
            set(root, "/0/out/next/0", json("0"));
            set(root, "/0/out/next/1", json("1"));
            set(root, "/0/out/next/2", json("2"));
        });
        assertPasses(file);
    }

    /** A latency at the deadline, but for rounding, may be late or not; one clearly before it may not. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-13, 1e-3})
    void flagsBesideTheDeadline(double early) throws IOException {
        Path file = edited("slot", root -> {
            ArrayNode cases = (ArrayNode) root;
            while (cases.size() > 1) {
                cases.remove(1);
            }
            ObjectNode item = (ObjectNode) cases.get(0);
            double latency = item.at("/out/latency/0").doubleValue();
            double oldDeadline = item.at("/config/tau").doubleValue();
            double deadline = latency * (1 - early);
            ((ObjectNode) item.get("config")).put("tau", deadline);
            // The first user counts as in time; the others' flags follow the new deadline.
            int before = 0;
            int after = 0;
            for (int u = 0; u < item.at("/out/latency").size(); u++) {
                double other = item.at("/out/latency").get(u).doubleValue();
                boolean late = u > 0 && other > deadline;
                before += other > oldDeadline ? 1 : 0;
                after += late ? 1 : 0;
                set(item, "/out/late/" + u, json(late ? "1" : "0"));
            }
            double zeta = item.at("/config/zeta").doubleValue();
            double reward = item.at("/out/reward").doubleValue();
            int users = item.at("/out/latency").size();
            ((ObjectNode) item.get("out")).put("reward", reward + zeta * (before - after) / users);
        });
        boolean passes = early < 1e-12;
        assertThat(GoldenFile.check(file, new ScalarDevice()).passed()).isEqualTo(passes);
        try (Device vector = new VectorDevice(1)) {
            assertThat(GoldenFile.check(file, vector).passed()).isEqualTo(passes);
        }
    }

    @Test
    void casesOfSeveralKindsMayShareAFile() throws IOException {
        Path file = edited("slot", root -> {
            ArrayNode cases = (ArrayNode) root;
            for (String other : new String[] {"episode", "actions", "exact", "caching", "mobility", "popularity"}) {
                cases.add(read(other).get(0));
            }
        });
        assertPasses(file);
    }

    private void assertPasses(Path file) {
        for (Device device : new Device[] {new ScalarDevice(), new VectorDevice(1)}) {
            try (device) {
                assertThat(GoldenFile.check(file, device).categories()).allMatch(GoldenReport.Category::passed);
            }
        }
    }

    private static void set(JsonNode root, String pointer, JsonNode value) {
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = root.at(pointer.substring(0, slash));
        String last = pointer.substring(slash + 1);
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(last), value);
        } else {
            ((ObjectNode) parent).set(last, value);
        }
    }

    private static JsonNode json(String value) {
        try {
            return MAPPER.readTree(value.replace('\'', '"'));
        } catch (IOException e) {
            throw new IllegalArgumentException(value, e);
        }
    }

    private static JsonNode read(String name) {
        try {
            return MAPPER.readTree(FOLDER.resolve(name + ".json").toFile());
        } catch (IOException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    private Path edited(String name, Consumer<JsonNode> edit) throws IOException {
        JsonNode root = read(name);
        edit.accept(root);
        return Files.writeString(folder.resolve(name + ".json"), root.toString());
    }
}
