package t2drl.common;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/**
 * Records with many components and their builders: plain classes whose public fields have the names and types of the
 * components. With it a new component is one line in the record and one in the builder, and no call lists forty
 * arguments by position.
 */
public final class Records {
    private Records() {}

    /** The record whose components are the builder's fields. */
    public static <R extends Record> R build(Class<R> type, Object builder) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                values[i] = builder.getClass().getField(components[i].getName()).get(builder);
            }
            Constructor<R> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(builder.getClass() + " does not build " + type, e);
        }
    }

    /** Sets the builder's fields to the record's components; arrays are shared. */
    public static void fill(Object builder, Record source) {
        try {
            for (RecordComponent c : source.getClass().getRecordComponents()) {
                builder.getClass()
                        .getField(c.getName())
                        .set(builder, c.getAccessor().invoke(source));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(builder.getClass() + " does not build " + source.getClass(), e);
        }
    }

    /** The components' values in order, for an {@code equals} that compares arrays by their content. */
    public static Object[] values(Record source) {
        RecordComponent[] components = source.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                values[i] = components[i].getAccessor().invoke(source);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return values;
    }
}
