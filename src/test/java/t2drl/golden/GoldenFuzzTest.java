package t2drl.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import t2drl.common.UserException;
import t2drl.kernel.Device;
import t2drl.kernel.scalar.ScalarDevice;
import t2drl.testing.Mutations;

/** Mutations of golden files of every kind: each is compared, or refused in one sentence, soon. */
@Timeout(300)
class GoldenFuzzTest {
    private static final int ROUNDS = Integer.getInteger("t2drl.fuzz", 1_000);
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int LONGEST = 12_000;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String[] VALUES = {
        "0",
        "1",
        "2",
        "3",
        "-1",
        "0.5",
        "1e9",
        "2147483648",
        "99999999999999999999",
        "1e308",
        "1e999",
        "null",
        "true",
        "\"x\"",
        "[]",
        "{}",
        "[[1]]"
    };

    @TempDir
    Path folder;

    @Test
    void mutatedFiles() throws IOException {
        List<JsonNode> networks = soundFiles("networks");
        List<JsonNode> system = soundFiles("system");
        Path file = folder.resolve("golden.json");
        Random random = new Random(1);
        int compared = 0;
        try (Device device = new ScalarDevice()) {
            for (int round = 0; round < ROUNDS; round++) {
                // The system's take longer to compare.
                List<JsonNode> sound = random.nextInt(8) == 0 ? system : networks;
                JsonNode golden = sound.get(random.nextInt(sound.size())).deepCopy();
                for (int change = random.nextInt(1, 4); change > 0; change--) {
                    mutate(golden, random);
                }
                String text = golden.toString();
                Files.writeString(
                        file, random.nextInt(4) > 0 ? text : Mutations.text(text, random), StandardCharsets.UTF_8);
                long start = System.nanoTime();
                try {
                    GoldenFile.check(file, device);
                    compared++;
                } catch (UserException e) {
                    assertThat(e.getMessage()).as("round %d", round).doesNotContain("Exception", "\tat ");
                } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                    throw new AssertionError("round %d: %s".formatted(round, Files.readString(file)), e);
                }
                assertThat(System.nanoTime() - start).as("round %d", round).isLessThan(MOST_NANOS);
            }
        }
        assertThat(compared).isBetween(ROUNDS / 100, ROUNDS * 99 / 100);
    }

    /** The shortest case of each file, where that is short. */
    private static List<JsonNode> soundFiles(String group) throws IOException {
        List<JsonNode> sound = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/golden", group))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                JsonNode root = MAPPER.readTree(file.toFile());
                JsonNode cases = root.isArray() ? root : root.path("cases");
                if (!cases.isEmpty()) {
                    JsonNode shortest = StreamSupport.stream(cases.spliterator(), false)
                            .min(Comparator.comparing(one -> one.toString().length()))
                            .orElseThrow();
                    ((ArrayNode) cases).removeAll().add(shortest);
                }
                if (root.toString().length() < LONGEST) {
                    sound.add(root);
                }
            }
        }
        return sound;
    }

    /** Replaces, removes or repeats a part, found by going down from the root. */
    private static void mutate(JsonNode root, Random random) throws IOException {
        JsonNode node = root;
        while (!node.isEmpty()) {
            int at = random.nextInt(node.size());
            JsonNode child = node.isArray()
                    ? node.get(at)
                    : node.properties().stream()
                            .skip(at)
                            .findFirst()
                            .orElseThrow()
                            .getValue();
            if (!child.isEmpty() && random.nextInt(8) > 0) {
                node = child;
                continue;
            }
            JsonNode value = MAPPER.readTree(VALUES[random.nextInt(VALUES.length)]);
            int action = random.nextInt(6);
            if (node instanceof ArrayNode array) {
                switch (action) {
                    case 0 -> array.remove(at);
                    case 1 -> array.insert(at, child.deepCopy());
                    default -> array.set(at, value);
                }
            } else if (node instanceof ObjectNode object) {
                String name = object.properties().stream()
                        .skip(at)
                        .findFirst()
                        .orElseThrow()
                        .getKey();
                if (action == 0) {
                    object.remove(name);
                } else {
                    object.set(name, value);
                }
            }
            return;
        }
    }
}
