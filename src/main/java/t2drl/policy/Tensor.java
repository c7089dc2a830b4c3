package t2drl.policy;

import java.util.List;

/** A named block of numbers, row-major. Its length is the product of its shape (1 for an empty shape). */
public record Tensor(String name, List<Integer> shape, float[] values) {
    public Tensor {
        shape = List.copyOf(shape);
        long length = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        if (length != values.length) {
            throw new IllegalArgumentException("%s has shape %s but %d values".formatted(name, shape, values.length));
        }
    }
}
