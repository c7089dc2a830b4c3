package t2drl.config;

import java.lang.reflect.Array;
import java.util.LinkedHashMap;
import java.util.Map;
import t2drl.agent.CachingSettings;
import t2drl.agent.LearnerSettings;
import t2drl.common.Json;
import t2drl.common.Records;
import t2drl.edge.Scenario;

/** Writes configurations that {@link ConfigurationReader} reads back as they were. */
public final class ConfigurationPrinter {
    private ConfigurationPrinter() {}

    /** YAML with a comment for every key, ready to be edited. */
    public static String yaml(Configuration configuration) {
        StringBuilder text = new StringBuilder();
        text.append("""
            # A T2DRL configuration. Every key may be left out; the symbol in brackets is another name for it.
            # The numbers of the problem are this project's own choice, not a paper's.

            """);
        section(text, Keys.SCENARIO, scenario(configuration), "");
        text.append("\nlearners:\n");
        section(text, Keys.LEARNERS, learners(configuration), "  ");
        text.append("\n  # the cache learner, DDQN\n  caching:\n");
        section(text, Keys.CACHING, caching(configuration), "    ");
        return text.toString();
    }

    /** JSON without comments. */
    public static String json(Configuration configuration) {
        Map<String, Object> root = values(Keys.SCENARIO, scenario(configuration));
        Map<String, Object> learners = values(Keys.LEARNERS, learners(configuration));
        learners.put("caching", values(Keys.CACHING, caching(configuration)));
        root.put("learners", learners);
        return Json.pretty(root);
    }

    /** A number as configurations have it: 20000000, not 2.0E7. */
    public static String number(double value) {
        return Values.number(value);
    }

    private static Object scenario(Configuration configuration) {
        return filled(new Scenario.Builder(), configuration.scenario());
    }

    private static Object learners(Configuration configuration) {
        LearnerSettings learners = configuration.learners();
        return filled(new LearnerSettings.Builder(learners.family()), learners);
    }

    private static Object caching(Configuration configuration) {
        return filled(new CachingSettings.Builder(), configuration.learners().caching());
    }

    private static Object filled(Object builder, Record values) {
        Records.fill(builder, values);
        return builder;
    }

    private static Map<String, Object> values(Section section, Object builder) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Key key : section.keys()) {
            Object value = key.get(builder);
            values.put(key.name(), value instanceof Enum<?> constant ? Values.name(constant) : value);
        }
        return values;
    }

    private static void section(StringBuilder text, Section section, Object builder, String indent) {
        for (Key key : section.keys()) {
            text.append(indent).append("# ").append(key.description());
            if (key.type(builder).isEnum()) {
                text.append("; one of ").append(Values.names(key.type(builder)));
            }
            if (!key.shape().text.isEmpty()) {
                text.append(' ').append(key.shape().text);
            }
            if (!key.symbol().isEmpty()) {
                text.append(" (").append(key.symbol()).append(')');
            }
            text.append('\n').append(indent).append(key.name()).append(':');
            value(text, key.get(builder), indent);
        }
    }

    private static void value(StringBuilder text, Object value, String indent) {
        if (value.getClass().isArray() && value.getClass().getComponentType().isArray()) {
            for (Object row : (Object[]) value) {
                text.append('\n').append(indent).append("  - ").append(list(row));
            }
        } else if (value.getClass().isArray()) {
            text.append(' ').append(list(value));
        } else {
            text.append(' ').append(one(value));
        }
        text.append('\n');
    }

    private static String list(Object array) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < Array.getLength(array); i++) {
            text.append(i == 0 ? "" : ", ").append(one(Array.get(array, i)));
        }
        return text.append(']').toString();
    }

    private static String one(Object value) {
        return switch (value) {
            case Enum<?> constant -> Values.name(constant);
            case Double number -> Values.number(number);
            default -> value.toString();
        };
    }
}
