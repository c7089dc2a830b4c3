package t2drl.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import t2drl.config.ConfigurationReader;
import t2drl.edge.Scenario;
import t2drl.edge.Slot;

/** One case of a file of {@code golden/system}: values of the system model from an independent simulator. */
public record SystemGolden(String name, Scenario scenario, JsonNode in, JsonNode out) {
    /** The cases of a file, such as {@code slot}. */
    public static List<SystemGolden> cases(String file) {
        try (InputStream stream = SystemGolden.class.getResourceAsStream("/golden/system/" + file + ".json")) {
            List<SystemGolden> cases = new ArrayList<>();
            for (JsonNode node : new ObjectMapper().readTree(stream)) {
                String name = "%s, case %d (%s)"
                        .formatted(file, cases.size(), node.get("note").textValue());
                Scenario scenario =
                        ConfigurationReader.parse(node.get("config"), name).scenario();
                cases.add(new SystemGolden(name, scenario, node.get("in"), node.get("out")));
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The slot that {@code in} describes. */
    public Slot slot() {
        int[] hit = ints(in.get("hit"));
        Slot slot = new Slot(
                ints(in.get("phi")),
                new boolean[hit.length],
                doubles(in.get("din")),
                doubles(in.get("dout")),
                doubles(in.get("g")));
        for (int u = 0; u < hit.length; u++) {
            slot.hit()[u] = hit[u] == 1;
        }
        return slot;
    }

    public static double[] doubles(JsonNode list) {
        return IntStream.range(0, list.size())
                .mapToDouble(i -> list.get(i).doubleValue())
                .toArray();
    }

    public static int[] ints(JsonNode list) {
        return IntStream.range(0, list.size()).map(i -> list.get(i).intValue()).toArray();
    }

    /** A list of zeros and ones as a bit mask. */
    public static int mask(JsonNode flags) {
        return IntStream.range(0, flags.size())
                .map(i -> flags.get(i).intValue() << i)
                .sum();
    }

    @Override
    public String toString() {
        return name;
    }
}
