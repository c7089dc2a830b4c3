package t2drl.kernel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * The list of everything that has to be saved so that work can go on later as if nothing had happened. Every class that owns such memory adds it in a method
 * {@code listState}; memory that is filled anew before each use is not on the list. Names are unique and are those of the tensors of a checkpoint.
 */
public final class SavedState {
    private final String prefix;
    private final List<Item> items;
    private final Set<String> names;

    /** One entry of the list. */
    public sealed interface Item {
        String name();
    }

    /** The first {@code filled} numbers of a buffer. */
    public record Numbers(String name, Buffer buffer, IntSupplier filled) implements Item {}

    /** The first {@code filled} integers of a block. */
    public record Integers(String name, Indices indices, IntSupplier filled) implements Item {}

    /** One 64-bit integer. */
    public record Count(String name, LongSupplier get, LongConsumer set) implements Item {}

    public SavedState() {
        this("", new ArrayList<>(), new HashSet<>());
    }

    private SavedState(String prefix, List<Item> items, Set<String> names) {
        this.prefix = prefix;
        this.items = items;
        this.names = names;
    }

    /** The same list, for entries whose names start with {@code part} and a point. */
    public SavedState in(String part) {
        return new SavedState(prefix + part + ".", items, names);
    }

    public SavedState add(String name, Buffer buffer) {
        return addFilled(name, buffer, buffer::length);
    }

    public SavedState add(String name, Indices indices) {
        return addFilled(name, indices, indices::length);
    }

    /** {@code filled} is asked whenever the state is saved: the rest of the buffer has not been written yet. */
    public SavedState addFilled(String name, Buffer buffer, IntSupplier filled) {
        return add(new Numbers(prefix + name, buffer, filled));
    }

    /** {@code filled} is asked whenever the state is saved: the rest of the block has not been written yet. */
    public SavedState addFilled(String name, Indices indices, IntSupplier filled) {
        return add(new Integers(prefix + name, indices, filled));
    }

    public SavedState add(String name, Counter counter) {
        return add(name, counter::get, counter::set);
    }

    /** A number that the host keeps. */
    public SavedState add(String name, LongSupplier get, LongConsumer set) {
        return add(new Count(prefix + name, get, set));
    }

    private SavedState add(Item item) {
        if (!names.add(item.name())) {
            throw new IllegalArgumentException("two entries named " + item.name());
        }
        items.add(item);
        return this;
    }

    /** All entries, in the order in which they were added. */
    public List<Item> items() {
        return List.copyOf(items);
    }
}
