package t2drl.policy;

import static t2drl.policy.CallChecks.fault;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import t2drl.common.Texts;

/**
 * Decisions as lines of JSON, one for each line read ({@code docs/policy.md}, "Lines"). A wrong line is an {@link IllegalArgumentException} with one sentence, and nothing is
 * written for it.
 */
public final class DecisionLines {
    private static final int LONGEST_ID = 1000;
    private static final int LONGEST_FAULT = 100;

    private final DecisionEngine engine;
    private final JsonFactory json = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(3)
                    .maxStringLength(LONGEST_ID)
                    .maxNumberLength(100)
                    .build())
            .build();
    private final JsonGenerator out;
    private final OutputStream stream;
    private final Line line;
    private float[] bandwidth = {};
    private float[] compute = {};

    /** Lines for {@code engine}, decided onto {@code out}. */
    public DecisionLines(DecisionEngine engine, OutputStream out) throws IOException {
        this.engine = engine;
        stream = out;
        this.out = json.createGenerator(out).setRootValueSeparator(null);
        this.out.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
        line = new Line(engine.maxUsers(), engine.models());
    }

    /**
     * Decides one line; {@code draw} is its random draw.
     *
     * @throws IllegalArgumentException if the line is wrong
     * @throws IOException if the decision cannot be written
     */
    public void decide(byte[] text, int from, int length, long draw) throws IOException {
        line.read(json, text, from, length);
        int set = 0;
        if (line.allocates()) {
            allocate(draw);
        } else {
            set = line.popularity >= 0
                    ? engine.cacheForPopularity(line.popularity)
                    : engine.cacheForRequests(line.requests(), line.cached());
        }
        out.writeStartObject();
        line.writeId(out);
        if (line.allocates()) {
            write("bandwidth", bandwidth);
            write("compute", compute);
        } else {
            out.writeArrayFieldStart("cached");
            for (int m = 0; m < engine.models(); m++) {
                if ((set >>> m & 1) != 0) {
                    out.writeNumber(m);
                }
            }
            out.writeEndArray();
        }
        out.writeEndObject();
        out.writeRaw('\n');
    }

    /** Hands all decisions so far to the stream, and flushes that. */
    public void flush() throws IOException {
        out.flush();
        stream.flush();
    }

    private void allocate(long draw) {
        int users = line.gainDb.size;
        if (bandwidth.length != users) {
            bandwidth = new float[users];
            compute = new float[users];
        }
        engine.decide(
                1,
                users,
                line.gainDb.exactly(users, "gain_db"),
                line.inputBits.exactly(users, "input_bits"),
                line.outputBits.exactly(users, "output_bits"),
                line.models(users),
                line.cachedSets(),
                draw,
                bandwidth,
                compute);
    }

    private void write(String name, float[] values) throws IOException {
        out.writeArrayFieldStart(name);
        for (float value : values) {
            out.writeNumber(value);
        }
        out.writeEndArray();
    }

    /** A list of numbers of one key, refilled line by line. */
    private static final class Numbers {
        private final double[] values;
        private double[] exact = {};
        int size = -1;

        Numbers(int most) {
            values = new double[most];
        }

        void read(JsonParser parser, String key) throws IOException {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IllegalArgumentException(key + " should be a list of numbers");
            }
            size = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() == null || !parser.currentToken().isNumeric()) {
                    throw new IllegalArgumentException(key + " should be a list of numbers");
                }
                if (size == values.length) {
                    throw new IllegalArgumentException("%s has more than %d numbers".formatted(key, values.length));
                }
                values[size++] = parser.getDoubleValue();
            }
        }

        /** The numbers as an array of their own length. */
        double[] exactly(int count, String key) {
            if (size != count) {
                throw new IllegalArgumentException(
                        size < 0
                                ? key + " is missing"
                                : "%s has %d numbers and gain_db %d".formatted(key, size, count));
            }
            if (exact.length != count) {
                exact = new double[count];
            }
            System.arraycopy(values, 0, exact, 0, count);
            return exact;
        }

        int whole(int i, String key) {
            double value = values[i];
            if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(key + " should be a list of whole numbers");
            }
            return (int) value;
        }
    }

    /** What one line says. */
    private static final class Line {
        private final int models;
        private final Numbers gainDb;
        private final Numbers inputBits;
        private final Numbers outputBits;
        private final Numbers model;
        private final Numbers cached;
        private final Numbers requests;
        private int popularity;
        private @Nullable String textId;
        private @Nullable String numberId;
        private int[] requested = {};
        private final int[] set = new int[1];

        Line(int users, int models) {
            this.models = models;
            gainDb = new Numbers(users);
            inputBits = new Numbers(users);
            outputBits = new Numbers(users);
            model = new Numbers(users);
            cached = new Numbers(models);
            requests = new Numbers(models);
        }

        void read(JsonFactory json, byte[] text, int from, int length) {
            gainDb.size = -1;
            inputBits.size = -1;
            outputBits.size = -1;
            model.size = -1;
            cached.size = -1;
            requests.size = -1;
            popularity = -1;
            textId = null;
            numberId = null;
            try (JsonParser parser = json.createParser(text, from, length)) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    throw new IllegalArgumentException("it is not a JSON object");
                }
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    field(parser, parser.currentName());
                }
                if (parser.nextToken() != null) {
                    throw new IllegalArgumentException("something follows its JSON object");
                }
            } catch (JsonProcessingException e) {
                // What follows is for who programs with the parser.
                String problem = e.getOriginalMessage().replaceFirst(": enable `.*", "");
                throw new IllegalArgumentException(
                        "it is not JSON (%s)".formatted(Texts.shorten(problem, LONGEST_FAULT)), e);
            } catch (IOException e) {
                throw new IllegalArgumentException("it is not UTF-8 text", e);
            }
            requireKind();
        }

        private void field(JsonParser parser, String key) throws IOException {
            switch (key) {
                case "gain_db" -> gainDb.read(parser, key);
                case "input_bits" -> inputBits.read(parser, key);
                case "output_bits" -> outputBits.read(parser, key);
                case "model" -> model.read(parser, key);
                case "cached" -> cached.read(parser, key);
                case "requests" -> requests.read(parser, key);
                case "popularity" -> {
                    if (parser.nextToken() != JsonToken.VALUE_NUMBER_INT || parser.getDoubleValue() < 0) {
                        throw new IllegalArgumentException("popularity should be a whole number from 0");
                    }
                    popularity = parser.getIntValue();
                }
                case "id" -> {
                    switch (parser.nextToken()) {
                        case VALUE_STRING -> textId = encodable(parser.getText());
                        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> numberId = parser.getText();
                        case null, default -> throw new IllegalArgumentException("id should be a string or a number");
                    }
                }
                default -> throw new IllegalArgumentException("it has an unknown key %s".formatted(Texts.quote(key)));
            }
        }

        /** Half a surrogate pair can be read, but not written. */
        private static String encodable(String id) {
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(id)) {
                throw new IllegalArgumentException("id is not a text of whole characters");
            }
            return id;
        }

        private void requireKind() {
            boolean allocation = gainDb.size >= 0 || inputBits.size >= 0 || outputBits.size >= 0 || model.size >= 0;
            int kinds = (allocation ? 1 : 0) + (popularity >= 0 ? 1 : 0) + (requests.size >= 0 ? 1 : 0);
            if (kinds != 1 || popularity >= 0 && cached.size >= 0) {
                throw new IllegalArgumentException(
                        "it should ask for an allocation (gain_db ..), or for a set by popularity, or by requests and"
                                + " cached");
            }
            if (allocation && gainDb.size < 1) {
                throw new IllegalArgumentException("gain_db is missing or empty");
            }
            if (popularity < 0 && cached.size < 0) {
                throw new IllegalArgumentException("cached is missing");
            }
        }

        boolean allocates() {
            return gainDb.size >= 0;
        }

        double[] requests() {
            if (requests.size != models) {
                throw new IllegalArgumentException(
                        "requests should have one number for each of the %d models".formatted(models));
            }
            return requests.values;
        }

        int[] models(int users) {
            double[] numbers = model.exactly(users, "model");
            if (requested.length != numbers.length) {
                requested = new int[numbers.length];
            }
            Arrays.setAll(requested, i -> model.whole(i, "model"));
            return requested;
        }

        int[] cachedSets() {
            set[0] = cached();
            return set;
        }

        int cached() {
            int mask = 0;
            for (int i = 0; i < cached.size; i++) {
                int m = cached.whole(i, "cached");
                if (m < 0 || m >= models) {
                    throw fault("cached has model %d, but models are 0 to %d", m, models - 1);
                }
                mask |= 1 << m;
            }
            return mask;
        }

        void writeId(JsonGenerator out) throws IOException {
            if (textId != null) {
                out.writeStringField("id", textId);
            } else if (numberId != null) {
                out.writeFieldName("id");
                out.writeNumber(numberId);
            }
        }
    }
}
