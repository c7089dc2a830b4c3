package t2drl.fit;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import t2drl.common.AtomicFiles;
import t2drl.common.Texts;
import t2drl.common.UserException;
import t2drl.edge.CacheSets;

/**
 * Measurements as CSV: a header with the columns model, steps, TV and seconds, in any order, capitals or not, others beside them; then one
 * row a point, the models in any order. Steps are whole numbers, TV is in any one unit, seconds are seconds.
 */
public final class MeasurementFile {
    private static final List<String> COLUMNS = List.of("model", "steps", "tv", "seconds");
    private static final int MODEL = 0;
    private static final int STEPS = 1;
    private static final int TV = 2;
    private static final int SECONDS = 3;

    private static final int MOST_BYTES = 10_000_000;
    private static final int LONGEST_NAME = 60;
    private static final int MOST_STEPS = 100_000;
    private static final double MOST = 1e9;
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setIgnoreEmptyLines(false)
            .setRecordSeparator('\n')
            .get();

    private final String source;
    /** Where each of {@link #COLUMNS} is. */
    private final int[] places = new int[COLUMNS.size()];

    private int columns;

    private MeasurementFile(String source) {
        this.source = source;
    }

    /**
     * Reads a file, one entry a model in the order in which the models first appear.
     *
     * @throws UserException if anything is wrong with it; the message names the line
     */
    public static List<Measurements> read(Path file) {
        String source = file.toString();
        if (Files.isDirectory(file)) {
            throw new UserException(source + " is a folder: name a CSV file of measurements.");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return parse(in.readNBytes(MOST_BYTES + 1), source);
        } catch (IOException e) {
            throw new UserException(
                    "%s cannot be read (%s): name an existing CSV file of measurements."
                            .formatted(source, AtomicFiles.reason(e)),
                    e);
        }
    }

    /** Reads a file's content; {@code source} names it in messages. */
    static List<Measurements> parse(byte[] content, String source) {
        if (content.length > MOST_BYTES) {
            throw new UserException(
                    "%s is larger than %d MB: leave out some measurements.".formatted(source, MOST_BYTES / 1_000_000));
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UserException("%s is not UTF-8 text: save it as a CSV file in UTF-8.".formatted(source), e);
        }
        return new MeasurementFile(source).rows(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    }

    /** Measurements as this class reads them. */
    public static String text(List<Measurements> all) {
        StringBuilder text = new StringBuilder("model,steps,TV,seconds\n");
        for (Measurements m : all) {
            for (int i = 0; i < m.count(); i++) {
                text.append(String.format(
                        Locale.ROOT,
                        "%s,%.0f,%.4f,%.6f\n",
                        FORMAT.format(m.model()),
                        m.steps()[i],
                        m.tv()[i],
                        m.seconds()[i]));
            }
        }
        return text.toString();
    }

    private List<Measurements> rows(String text) {
        Map<String, List<Measurements.Point>> models = new LinkedHashMap<>();
        long line = 1;
        boolean headerRead = false;
        try (CSVParser rows = CSVParser.parse(new StringReader(text), FORMAT)) {
            var iterator = rows.iterator();
            while (iterator.hasNext()) {
                CSVRecord row = iterator.next();
                if (!isBlank(row)) {
                    if (headerRead) {
                        add(row, line, models);
                    } else {
                        header(row, line);
                        headerRead = true;
                    }
                }
                line = rows.getCurrentLineNumber() + 1;
            }
        } catch (IOException | UncheckedIOException e) {
            throw new UserException(
                    "%s, line %d: the row is no CSV from here on, such as a quotation mark that is never closed or is followed by text: mend it."
                            .formatted(source, line),
                    e);
        }
        if (models.isEmpty()) {
            throw new UserException(
                    headerRead
                            ? "%s has a header and no measurements: add rows below it.".formatted(source)
                            : "%s is empty: write the header model,steps,TV,seconds and a row for each measurement."
                                    .formatted(source));
        }
        return models.entrySet().stream()
                .map(m -> Measurements.of(m.getKey(), m.getValue()))
                .toList();
    }

    private static boolean isBlank(CSVRecord row) {
        return row.size() == 1 && row.get(0).isBlank();
    }

    private void header(CSVRecord row, long line) {
        columns = row.size();
        Arrays.fill(places, -1);
        for (int i = 0; i < columns; i++) {
            int column = COLUMNS.indexOf(row.get(i).strip().toLowerCase(Locale.ROOT));
            if (column >= 0 && places[column] >= 0) {
                throw fault(line, "the header names the column %s twice: keep one".formatted(COLUMNS.get(column)));
            }
            if (column >= 0) {
                places[column] = i;
            }
        }
        List<String> missing = new ArrayList<>();
        for (int c = 0; c < places.length; c++) {
            if (places[c] < 0) {
                missing.add(COLUMNS.get(c));
            }
        }
        if (!missing.isEmpty()) {
            throw fault(
                    line,
                    "the header lacks %s: it must name the columns model, steps, TV and seconds, with commas between them"
                            .formatted(String.join(", ", missing)));
        }
    }

    private void add(CSVRecord row, long line, Map<String, List<Measurements.Point>> models) {
        if (row.size() != columns) {
            throw fault(
                    line,
                    "the row has %d fields, the header %d: write numbers with a decimal point and fields with commas between them"
                            .formatted(row.size(), columns));
        }
        String model = row.get(places[MODEL]).strip();
        if (model.isEmpty() || model.length() > LONGEST_NAME || model.chars().anyMatch(Character::isISOControl)) {
            throw fault(
                    line,
                    "the model's name must be one line of 1 to %d characters, got %s"
                            .formatted(LONGEST_NAME, Texts.quote(model)));
        }
        double steps = number(row, STEPS, line);
        if (steps != Math.rint(steps) || steps < 1 || steps > MOST_STEPS) {
            throw fault(
                    line,
                    "steps must be a whole number from 1 to %d, got %s"
                            .formatted(MOST_STEPS, Texts.quote(row.get(places[STEPS]))));
        }
        models.computeIfAbsent(model, _ -> new ArrayList<>())
                .add(new Measurements.Point(steps, number(row, TV, line), number(row, SECONDS, line)));
        if (models.size() > CacheSets.MAX_MODELS) {
            throw fault(
                    line,
                    "this is model number %d, and a scenario takes %d at most"
                            .formatted(models.size(), CacheSets.MAX_MODELS));
        }
    }

    private double number(CSVRecord row, int column, long line) {
        String text = row.get(places[column]).strip();
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw notANumber(column, text, line);
        }
        // Java also reads 1d and 0x1p3, which are slips in a CSV file.
        if (!text.matches("[-+0-9.eE]+")) {
            throw notANumber(column, text, line);
        }
        if (!(value >= 0 && value <= MOST)) {
            throw notANumber(column, text, line);
        }
        return value;
    }

    private UserException notANumber(int column, String text, long line) {
        return fault(
                line, "%s must be a number from 0 to 1e9, got %s".formatted(COLUMNS.get(column), Texts.quote(text)));
    }

    private UserException fault(long line, String what) {
        return new UserException("%s, line %d: %s.".formatted(source, line, what));
    }
}
