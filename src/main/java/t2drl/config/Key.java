package t2drl.config;

import java.lang.reflect.Field;

/**
 * A key of the configuration file. Its value lives in the builder's public field of the same name in camel case, whose
 * type says how it is read and whose first value is the default.
 *
 * @param name spelled out, with its unit
 * @param symbol the symbol of the system model, accepted as another name; empty if there is none
 * @param shape how many values
 * @param rule what each number must satisfy
 * @param description one line
 */
record Key(String name, String symbol, Shape shape, Rule rule, String description) {
    Object get(Object builder) {
        try {
            return field(builder).get(builder);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    void set(Object builder, Object value) {
        try {
            field(builder).set(builder, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    Class<?> type(Object builder) {
        return field(builder).getType();
    }

    private Field field(Object builder) {
        StringBuilder camelCase = new StringBuilder();
        for (String word : name.split("_", -1)) {
            camelCase.append(camelCase.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        try {
            return builder.getClass().getField(camelCase.toString());
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("the key " + name + " has no field", e);
        }
    }
}
