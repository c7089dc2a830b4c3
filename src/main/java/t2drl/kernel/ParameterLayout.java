package t2drl.kernel;

import java.util.ArrayList;
import java.util.List;

/** Where each named tensor of a network lies in the network's one parameter buffer. Tensors are row-major. */
public record ParameterLayout(List<Entry> entries, int size) {

    /** One tensor: {@code shape} is {@code [out, in]} for weights and {@code [out]} for biases. */
    public record Entry(String name, List<Integer> shape, int offset) {
        public int length() {
            int length = 1;
            for (int extent : shape) {
                length = Math.multiplyExact(length, extent);
            }
            return length;
        }
    }

    public Entry entry(String name) {
        for (Entry entry : entries) {
            if (entry.name().equals(name)) {
                return entry;
            }
        }
        throw new IllegalArgumentException("no parameter named " + name);
    }

    static final class Builder {
        private final List<Entry> entries = new ArrayList<>();
        private int size;

        /** A dense layer: {@code name.weight [out, in]} and {@code name.bias [out]}. */
        Builder dense(String name, int in, int out) {
            return add(name + ".weight", out, in).add(name + ".bias", out);
        }

        Builder add(String name, Integer... shape) {
            Entry entry = new Entry(name, List.of(shape), size);
            entries.add(entry);
            size = Math.addExact(size, entry.length());
            return this;
        }

        ParameterLayout build() {
            return new ParameterLayout(List.copyOf(entries), size);
        }
    }
}
