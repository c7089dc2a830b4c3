package t2drl.policy;

import java.util.List;

/** A named block of numbers, row-major. Its length is the product of its shape (1 for an empty shape). */
public record Tensor(String name, List<Integer> shape, float[] values) {
    public Tensor {
        shape = List.copyOf(shape);
        long length = 1;
        for (int extent : shape) {
            length = Math.multiplyExact(length, (long) extent);
        }
        if (length != values.length) {
            throw new IllegalArgumentException("%s has shape %s but %d values".formatted(name, shape, values.length));
        }
    }
}
