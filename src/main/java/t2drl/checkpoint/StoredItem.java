package t2drl.checkpoint;

import t2drl.kernel.Precision;
import t2drl.kernel.SavedState;

/** An entry of a {@link SavedState} as a tensor of {@code length} elements. */
record StoredItem(SavedState.Item item, Type type, int length) {
    /** The element types, as {@code safetensors} calls them. */
    enum Type {
        F32(Float.BYTES),
        F64(Double.BYTES),
        I32(Integer.BYTES),
        I64(Long.BYTES);

        final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }
    }

    /** The entry as it is filled now, on a device of {@code precision}. */
    static StoredItem of(SavedState.Item item, Precision precision) {
        return switch (item) {
            case SavedState.Numbers numbers ->
                new StoredItem(
                        item, typeOf(numbers, precision), numbers.filled().getAsInt());
            case SavedState.Integers integers ->
                new StoredItem(item, Type.I32, integers.filled().getAsInt());
            case SavedState.Count count -> new StoredItem(item, Type.I64, 1);
        };
    }

    private static Type typeOf(SavedState.Numbers numbers, Precision precision) {
        return precision == Precision.DOUBLE ? Type.F64 : Type.F32;
    }

    /** Most elements that fit into where the entry is restored to. */
    static int room(SavedState.Item item) {
        return switch (item) {
            case SavedState.Numbers numbers -> numbers.buffer().length();
            case SavedState.Integers integers -> integers.indices().length();
            case SavedState.Count count -> 1;
        };
    }

    long bytes() {
        return (long) length * type.bytes;
    }
}
