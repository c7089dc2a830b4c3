package t2drl.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import t2drl.common.Texts;
import t2drl.common.UserException;

/** Turns the text of a configuration into nodes that know their lines. */
final class ConfigParser {
    private static final JsonFactory JSON = new JsonFactory();
    private static final YAMLFactory YAML = new YAMLFactory();
    /** JSON may be indented by tabs, YAML may not, so the one is not quite a part of the other. */
    private static final Pattern JSON_START = Pattern.compile("\\s*\\{\\s*[\"}]");

    private final String source;
    private final JsonParser parser;

    private ConfigParser(String source, JsonParser parser) {
        this.source = source;
        this.parser = parser;
    }

    /** Parses YAML or JSON. */
    static ConfigNode.Mapping parse(String text, String source) {
        JsonFactory format = JSON_START.matcher(text).lookingAt() ? JSON : YAML;
        try (JsonParser parser = format.createParser(text)) {
            return parse(parser, source);
        } catch (JacksonException e) {
            String line =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            throw new UserException("%s is not a YAML or JSON file: %s%s.".formatted(source, line, problem(e)), e);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Parses what is left of a stream of tokens. */
    static ConfigNode.Mapping parse(JsonParser parser, String source) throws IOException {
        return new ConfigParser(source, parser).document();
    }

    private ConfigNode.Mapping document() throws IOException {
        if (parser.nextToken() == null) {
            throw new UserException(
                    source + " is empty: write at least one key, or do without the file to get the defaults.");
        }
        ConfigNode node = value();
        if (!(node instanceof ConfigNode.Mapping mapping)) {
            throw new UserException("%s must hold keys and values such as \"users: 15\", got %s."
                    .formatted(source, node.description()));
        }
        if (parser.nextToken() != null) {
            throw new UserException("%s holds a second document in line %d: keep one only.".formatted(source, line()));
        }
        return mapping;
    }

    private ConfigNode value() throws IOException {
        int line = line();
        return switch (parser.currentToken()) {
            case START_OBJECT -> new ConfigNode.Mapping(entries(), line);
            case START_ARRAY -> new ConfigNode.Sequence(items(), line);
            case VALUE_NULL -> new ConfigNode.Scalar("", line);
            default -> scalar(line);
        };
    }

    private ConfigNode scalar(int line) throws IOException {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw new UserException("%s: line %d: the alias *%s is not understood, write the value itself."
                    .formatted(source, line, parser.getText()));
        }
        return new ConfigNode.Scalar(parser.getText(), line);
    }

    private List<ConfigNode.Entry> entries() throws IOException {
        List<ConfigNode.Entry> entries = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int line = line();
            parser.nextToken();
            entries.add(new ConfigNode.Entry(key, line, value()));
        }
        return entries;
    }

    private List<ConfigNode> items() throws IOException {
        List<ConfigNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value());
        }
        return items;
    }

    private int line() {
        return Math.max(0, parser.currentTokenLocation().getLineNr());
    }

    /** The YAML parser tells the context first, then the problem, and marks places by indented lines. */
    private static String problem(JacksonException e) {
        String problem = e.getOriginalMessage()
                .lines()
                .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                .reduce("", (context, line) -> line);
        return Texts.shorten(problem.replaceAll(", got this instead.*|\\.$", ""), 160);
    }
}
