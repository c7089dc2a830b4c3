package t2drl.policy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import t2drl.common.Texts;
import t2drl.common.UserException;

/** The fields of an object of a manifest, each of which is taken once; what is missing, wrong or left over is a {@link UserException} that says where it is. */
final class Fields {
    private final Path file;
    private final String place;
    private final Map<String, Object> left;

    /** {@code place} names the object in messages, followed by a point; it is empty for the whole file. */
    Fields(Path file, String place, Map<String, Object> fields) {
        this.file = file;
        this.place = place;
        left = new LinkedHashMap<>(fields);
    }

    @Nullable
    Object take(String key) {
        return left.remove(key);
    }

    String text(String key) {
        if (take(key) instanceof String text) {
            return text;
        }
        throw fault(key);
    }

    /** A constant, in lower case. */
    <E extends Enum<E>> E constant(Class<E> type, String key) {
        try {
            return Enum.valueOf(type, text(key).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw fault(key);
        }
    }

    int whole(String key) {
        long number = longer(key);
        if ((int) number != number) {
            throw fault(key);
        }
        return (int) number;
    }

    /** A whole number of 64 bits. */
    long longer(String key) {
        if (take(key) instanceof Long number) {
            return number;
        }
        throw fault(key);
    }

    double number(String key) {
        if (take(key) instanceof Number number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        throw fault(key);
    }

    List<?> list(String key) {
        if (take(key) instanceof List<?> list) {
            return list;
        }
        throw fault(key);
    }

    @SuppressWarnings("unchecked") // JsonTree's objects have texts for keys
    Map<String, Object> object(String key) {
        if (take(key) instanceof Map<?, ?> object) {
            return (Map<String, Object>) object;
        }
        throw fault(key);
    }

    Fields fields(String key) {
        return new Fields(file, place + key + ".", object(key));
    }

    /** The keys that have not been taken. */
    List<String> keys() {
        return List.copyOf(left.keySet());
    }

    void requireNoMore() {
        if (!left.isEmpty()) {
            throw fault(left.keySet().iterator().next());
        }
    }

    UserException fault(String key) {
        return new UserException("%s has a missing, unknown or wrong value at %s: copy it again or train again."
                .formatted(file, Texts.quote(place + key)));
    }
}
