package t2drl.common;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.testing.Mutations;

class JsonTreeTest {
    private static final String TEXT = """
        {"a": [1, -0, 2.5e-3, 9223372036854775807, 9223372036854775808, -1E+2], "b": {"c": null, "": true},
         "\\u00e9\\n\\"\\\\\\/ \u4e2d": ["", "x\\ty\\ud83d\\ude00", false, [], {}, [[0.1]]]}
        """;

    @Test
    void readsEveryKindOfValue() throws Exception {
        Map<String, Object> wanted = new LinkedHashMap<>();
        wanted.put("a", List.of(1L, 0L, 2.5e-3, Long.MAX_VALUE, 9223372036854775808.0, -100.0));
        Map<String, Object> inner = new LinkedHashMap<>();
        inner.put("c", null);
        inner.put("", true);
        wanted.put("b", inner);
        wanted.put(
                "\u00e9\n\"\\/ \u4e2d",
                List.of("", "x\ty\ud83d\ude00", false, List.of(), Map.of(), List.of(List.of(0.1))));

        assertThat(read(TEXT)).isEqualTo(wanted);
        assertThat(((Map<?, ?>) read(TEXT)).keySet().iterator().next()).isEqualTo("a");
        assertThat(read(" 7 ")).isEqualTo(7L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1,\"a\":2}",
                "[1]]",
                "1 2",
                "\"a",
                "\"a\n\"",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\u\uff11234\"",
                "01",
                "1.",
                ".5",
                "+1",
                "-",
                "1e",
                "1e+",
                "0x1",
                "NaN",
                "Infinity",
                "tru",
                "nul",
                "True",
                "'a'",
                "//",
                "1\uffff",
                "\ufeff1"
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(JsonTree.NotJsonException.class)
                .hasMessageContaining(" at ");
    }

    @Test
    void refusesWhatIsTooDeepTooLongOrNotUtf8() {
        for (String open : new String[] {"[", "{\"a\":"}) {
            assertThatThrownBy(() -> read(open.repeat(100_000))).hasMessageContaining("too deep");
        }
        assertThatThrownBy(() -> read("1".repeat(1001))).hasMessageContaining("too long");
        assertThatThrownBy(() -> JsonTree.read(new byte[] {'"', (byte) 0xc3, '"'}))
                .hasMessageContaining("UTF-8");
    }

    /** A text that Jackson reads is read alike, and no other is read; Jackson takes some bytes for characters that are not UTF-8. */
    @Test
    void agreesWithJacksonOnMutatedTexts() {
        Random random = new Random(1);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] text = Mutations.bytes(TEXT.getBytes(UTF_8), random);
            String what = "round %d: %s".formatted(round, new String(text, UTF_8));
            try {
                assertThat(same(JsonTree.read(text), Json.MAPPER.readTree(text)))
                        .as(what)
                        .isTrue();
                read++;
            } catch (JsonTree.NotJsonException e) {
                if (!e.getMessage().contains("UTF-8")) {
                    assertThat(jacksonReads(text)).as(what).isFalse();
                }
            } catch (IOException e) {
                throw new AssertionError(what, e);
            }
        }
        assertThat(read).isBetween(200, 19_800);
    }

    private static boolean jacksonReads(byte[] text) {
        try {
            return !Json.MAPPER.readTree(text).isMissingNode();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean same(Object ours, JsonNode theirs) {
        return switch (ours) {
            case null -> theirs.isNull();
            case Map<?, ?> object ->
                theirs.isObject()
                        && object.size() == theirs.size()
                        && theirs.properties().stream()
                                .allMatch(e ->
                                        object.containsKey(e.getKey()) && same(object.get(e.getKey()), e.getValue()));
            case List<?> list ->
                theirs.isArray()
                        && list.size() == theirs.size()
                        && IntStream.range(0, list.size()).allMatch(i -> same(list.get(i), theirs.get(i)));
            case String text -> theirs.isTextual() && theirs.textValue().equals(text);
            case Boolean value -> theirs.isBoolean() && theirs.booleanValue() == value;
            case Long number -> theirs.isIntegralNumber() && theirs.longValue() == number;
            case Double number -> theirs.isNumber() && theirs.doubleValue() == number;
            default -> false;
        };
    }

    private static Object read(String text) throws JsonTree.NotJsonException {
        return JsonTree.read(text.getBytes(UTF_8));
    }
}
