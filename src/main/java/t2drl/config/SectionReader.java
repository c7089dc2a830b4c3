package t2drl.config;

import java.lang.reflect.Array;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the entries of one section into its builder and collects what is wrong with them. */
final class SectionReader {
    private final Section section;
    private final Object builder;
    private final Faults faults;
    private final Map<Key, ConfigNode.Entry> given = new HashMap<>();
    private final Set<Key> faulty = new HashSet<>();

    SectionReader(Section section, Object builder, Faults faults) {
        this.section = section;
        this.builder = builder;
        this.faults = faults;
    }

    void read(List<ConfigNode.Entry> entries) {
        for (ConfigNode.Entry entry : entries) {
            Key key = section.find(entry.key());
            if (key == null) {
                faults.add(entry.line(), NearestKey.unknown(section, entry.key()));
                continue;
            }
            ConfigNode.Entry first = given.putIfAbsent(key, entry);
            if (first != null) {
                fault(
                        key,
                        entry.line(),
                        label(key, entry) + " is given twice, first as " + first.key()
                                + (first.line() > 0 ? " in line " + first.line() : ""));
                continue;
            }
            Object value = parse(entry.value(), key.type(builder), key, label(key, entry));
            if (value != null) {
                key.set(builder, value);
            }
        }
    }

    /** Whether the file has this key. */
    boolean isGiven(String name) {
        return given.containsKey(section.find(name));
    }

    /** Adds a fault that involves several keys of this section, unless one of them is at fault already. */
    void check(boolean holds, String fault, String... keys) {
        int line = 0;
        for (String name : keys) {
            Key key = section.find(name);
            if (faulty.contains(key)) {
                return;
            }
            if (line == 0 && given.containsKey(key)) {
                line = given.get(key).line();
            }
        }
        if (!holds) {
            faults.add(line, fault);
        }
    }

    private String label(Key key, ConfigNode.Entry entry) {
        String name = section.path() + key.name();
        return entry.key().equals(key.name()) ? name : name + " (" + entry.key() + ")";
    }

    private void fault(Key key, int line, String text) {
        faulty.add(key);
        faults.add(line, text);
    }

    private @Nullable Object parse(ConfigNode node, Class<?> type, Key key, String label) {
        if (type.isArray()) {
            return parseArray(node, type, key, label);
        }
        if (!(node instanceof ConfigNode.Scalar scalar)) {
            fault(key, node.line(), label + " must be " + wanted(type) + ", got " + node.description());
            return null;
        }
        if (scalar.text().isEmpty()) {
            fault(key, node.line(), label + " has no value");
            return null;
        }
        return type.isEnum() ? parseEnum(scalar, type, key, label) : parseNumber(scalar, type, key, label);
    }

    private @Nullable Object parseArray(ConfigNode node, Class<?> type, Key key, String label) {
        if (!(node instanceof ConfigNode.Sequence sequence)) {
            fault(key, node.line(), label + " must be " + wanted(type) + ", got " + node.description());
            return null;
        }
        int length = sequence.items().size();
        Object array = Array.newInstance(type.getComponentType(), length);
        boolean sound = true;
        for (int i = 0; i < length; i++) {
            String place = "%s, entry %d of %d,".formatted(label, i + 1, length);
            Object value = parse(sequence.items().get(i), type.getComponentType(), key, place);
            if (value == null) {
                sound = false;
            } else {
                Array.set(array, i, value);
            }
        }
        return sound ? array : null;
    }

    private @Nullable Object parseEnum(ConfigNode.Scalar scalar, Class<?> type, Key key, String label) {
        for (Object constant : type.getEnumConstants()) {
            if (Values.name((Enum<?>) constant).equalsIgnoreCase(scalar.text().replace('_', '-'))) {
                return constant;
            }
        }
        fault(key, scalar.line(), label + " must be " + wanted(type) + ", got " + scalar.description());
        return null;
    }

    private @Nullable Object parseNumber(ConfigNode.Scalar scalar, Class<?> type, Key key, String label) {
        OptionalDouble number = Values.parseNumber(scalar.text());
        boolean whole = type == int.class;
        if (number.isEmpty() || whole && number.getAsDouble() != Math.rint(number.getAsDouble())) {
            fault(key, scalar.line(), label + " must be " + wanted(type) + ", got " + scalar.description());
            return null;
        }
        double value = number.getAsDouble();
        if (!key.rule().holds().test(value)) {
            fault(key, scalar.line(), label + " must " + key.rule().text() + ", got " + Values.number(value));
            return null;
        }
        if (whole) {
            return (int) value;
        }
        return value;
    }

    private static String wanted(Class<?> type) {
        if (type.isArray()) {
            return type.getComponentType().isArray() ? "a list of lists of numbers" : "a list of numbers";
        }
        if (type.isEnum()) {
            return "one of " + Values.names(type);
        }
        return type == int.class ? "a whole number" : "a finite number";
    }
}
