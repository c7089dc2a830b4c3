package t2drl.config;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Single values as text. */
final class Values {
    /** Longer than any number, short enough to be read at once. */
    private static final int LONGEST_NUMBER = 100;

    private Values() {}

    /** A finite number, or nothing. Digits may be grouped by underscores, as YAML has it. */
    static OptionalDouble parseNumber(String text) {
        if (text.length() > LONGEST_NUMBER) {
            return OptionalDouble.empty();
        }
        try {
            double value = new BigDecimal(text.replaceAll("(?<=\\d)_(?=\\d)", "")).doubleValue();
            return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /** The shortest decimal form that reads back as the same number, as people write it: 20000000, not 2.0E7. */
    static String number(double value) {
        BigDecimal decimal = BigDecimal.valueOf(value).stripTrailingZeros();
        return Math.abs(decimal.precision() - decimal.scale()) < 16 ? decimal.toPlainString() : decimal.toString();
    }

    /** An enum's constant as files have it: {@code water-level}. */
    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** All constants of an enum, for messages and comments. */
    static String names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> name((Enum<?>) constant))
                .collect(Collectors.joining(", "));
    }
}
