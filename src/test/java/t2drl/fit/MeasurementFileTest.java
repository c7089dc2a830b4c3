package t2drl.fit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import t2drl.common.UserException;

class MeasurementFileTest {
    private static List<Measurements> parse(String text) {
        return MeasurementFile.parse(text.getBytes(UTF_8), "x.csv");
    }

    @Test
    void readsColumnsInAnyOrderAndModelsInTheOrderOfTheFile() {
        List<Measurements> all = parse("""
            Seconds, TV ,note,STEPS,model
            0.5,80,,10,big

            0.3,90.5,"a, ""b""\",10,"small, fast"
            1e0,7,x,2.0e1,big
            """);
        assertThat(all).extracting(Measurements::model).containsExactly("big", "small, fast");
        assertThat(all.getFirst().steps()).containsExactly(10, 20);
        assertThat(all.getFirst().tv()).containsExactly(80, 7);
        assertThat(all.getFirst().seconds()).containsExactly(0.5, 1);
    }

    @Test
    void aByteOrderMarkAndForeignLineEndsDoNoHarm() {
        String plain = "model,steps,TV,seconds\na,1,2,3\nb,4,5,6\n";
        assertThat(parse("\ufeff" + plain.replace("\n", "\r\n")))
                .usingRecursiveComparison()
                .isEqualTo(parse(plain));
        assertThat(parse(plain.replace('\n', '\r'))).usingRecursiveComparison().isEqualTo(parse(plain));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        List<Measurements> all = parse("model,steps,TV,seconds\n\"a, \"\"b\"\"\",1,2.5,3\nc,4,5,6.25\n");
        assertThat(parse(MeasurementFile.text(all))).usingRecursiveComparison().isEqualTo(all);
    }

    /** {@code ;} stands for the end of a line. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        ``                                                        | is empty
        ;;                                                        | is empty
        model,steps,TV,seconds                                    | no measurements
        model,steps,TV                                            | line 1: the header lacks seconds
        a,1,2,3                                                   | line 1: the header lacks model, steps, tv, seconds
        ;model,steps,TV,tv,seconds                                | line 2: the header names the column tv twice
        model,steps,TV,seconds;a,1,2                              | line 2: the row has 3 fields, the header 4
        model,steps,TV,seconds;a,1,2,0,3                          | line 2: the row has 5 fields, the header 4
        model,steps,TV,seconds;a,1,2,3;a,x,2,3                    | line 3: steps must be a number
        model,steps,TV,seconds;a,1.5,2,3                          | line 2: steps must be a whole number
        model,steps,TV,seconds;a,0,2,3                            | line 2: steps must be a whole number
        model,steps,TV,seconds;a,-5,2,3                           | line 2: steps must be a number from 0
        model,steps,TV,seconds;a,1e300,2,3                        | line 2: steps must be
        model,steps,TV,seconds;a,1,NaN,3                          | line 2: tv must be a number from 0 to 1e9, got 'NaN'
        model,steps,TV,seconds;a,1,2,Infinity                     | line 2: seconds must be a number
        model,steps,TV,seconds;a,1,-2,3                           | line 2: tv must be a number
        model,steps,TV,seconds;a,1,0x1p3,3                        | line 2: tv must be a number
        model,steps,TV,seconds;a,1,2f,3                           | line 2: tv must be a number
        model,steps,TV,seconds;a,1,,3                             | line 2: tv must be a number
        model,steps,TV,seconds;;;,1,2,3                           | line 4: the model's name
        model,steps,TV,seconds;"a;b",1,2,3                        | line 2: the model's name
        model,steps,TV,seconds;"a",1,2,3;"b,1,2,3;c,1,2,3         | line 3: the row is no CSV
        model,steps,TV,seconds;"a"b,1,2,3                         | line 2: the row is no CSV
        """)
    void oneSentenceSaysWhatIsWrongAndWhere(String text, String words) {
        assertThatThrownBy(() -> parse(text.strip().replace(';', '\n')))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(words)
                .hasMessageStartingWith("x.csv")
                .hasMessageEndingWith(".")
                .hasMessageNotContaining("\n");
    }

    @Test
    void hugeInputsEndInOneShortSentence() {
        String header = "model,steps,TV,seconds\n";
        for (String text : List.of(
                header + "a".repeat(5_000_000) + ",1,2,3\n",
                header + "a,1," + "9".repeat(5_000_000) + ",3\n",
                header + ",".repeat(5_000_000),
                "x".repeat(11_000_000))) {
            assertThatThrownBy(() -> parse(text))
                    .isInstanceOf(UserException.class)
                    .extracting(e -> e.getMessage().length())
                    .satisfies(length -> assertThat((int) length).isLessThan(200));
        }
    }

    /** Bytes flipped, inserted, removed, pieces doubled or cut: every one is read and fitted, or refused in one sentence. */
    @Test
    void mutatedFilesNeverEndInAnythingButASentence() {
        long seed = 5;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        StringBuilder sound = new StringBuilder("model,steps,TV,seconds\n");
        for (int steps = 1; steps < 8; steps++) {
            sound.append("\"a\",%d,%d,%f%n".formatted(steps, 90 - 10 * steps, 0.5 * steps));
        }
        byte[] bytes = sound.toString().getBytes(UTF_8);
        int refused = 0;
        int inputs = 20_000;
        for (int i = 0; i < inputs; i++) {
            byte[] mutated = bytes;
            for (int m = random.nextInt(1, 6); m > 0; m--) {
                mutated = mutate(mutated, random);
            }
            try {
                List<Measurements> all = MeasurementFile.parse(mutated, "x.csv");
                if (i % 50 == 0) {
                    assertThat(FitReport.text(ModelFit.all(all))).doesNotContain("NaN", "Infinity");
                }
            } catch (UserException e) {
                refused++;
                assertThat(e.getMessage())
                        .as("seed %d, input %d", seed, i)
                        .doesNotContain("\n")
                        .endsWith(".");
            }
        }
        assertThat(refused).isBetween(inputs / 4, inputs - 1000);
    }

    private static byte[] mutate(byte[] source, RandomGenerator random) {
        String pieces = "\",\n\r;-+.eE09aNx \u0000\ufeff\u00e4";
        int from = random.nextInt(source.length + 1);
        int to = random.nextInt(from, Math.min(source.length, from + 12) + 1);
        String text = new String(source, UTF_8);
        int at = Math.min(from, text.length());
        int end = Math.min(to, text.length());
        return switch (random.nextInt(5)) {
            case 0 -> {
                byte[] copy = source.clone();
                copy[random.nextInt(copy.length)] = (byte) random.nextInt();
                yield copy;
            }
            case 1 -> (text.substring(0, at) + text.substring(end) + " ").getBytes(UTF_8);
            case 2 -> (text.substring(0, at) + text.substring(at, end).repeat(3) + text.substring(end)).getBytes(UTF_8);
            case 3 -> {
                int piece = random.nextInt(pieces.length());
                yield (text.substring(0, at) + pieces.charAt(piece) + text.substring(at)).getBytes(UTF_8);
            }
            default -> {
                int piece = random.nextInt(pieces.length());
                yield (text.substring(0, at) + pieces.charAt(piece) + text.substring(Math.min(at + 1, text.length())))
                        .getBytes(UTF_8);
            }
        };
    }
}
