package t2drl.kernel.vector;

/** What one thread at a time needs to run a fixed network. It grows to the largest call and is then kept. */
public final class FixedWork {
    Floats x = Floats.of(0);
    Floats base = Floats.of(0);
    Floats h1 = Floats.of(0);
    Floats h2 = Floats.of(0);
    Floats mean = Floats.of(0);
    Floats pooled = Floats.of(0);
    Floats outputs = Floats.of(0);
    Floats noisy = Floats.of(0);
    int[] startOf = {};

    /** Room for {@code rows} rows of {@code inputs} numbers and of layers {@code width} wide, in {@code cells} cells, {@code outputs} numbers a row. */
    void ensure(int rows, int cells, int inputs, int width, int outputNumbers) {
        int room = FixedDense.roomFor(rows);
        x = atLeast(x, (long) room * inputs);
        base = atLeast(base, (long) room * width);
        h1 = atLeast(h1, (long) room * width);
        h2 = atLeast(h2, (long) room * width);
        mean = atLeast(mean, (long) FixedDense.roomFor(cells) * width);
        pooled = atLeast(pooled, (long) FixedDense.roomFor(cells) * width);
        outputs = atLeast(outputs, (long) outputNumbers * FixedDense.width(room));
        noisy = atLeast(noisy, (long) outputNumbers * FixedDense.width(room));
        if (startOf.length < room) {
            startOf = new int[room];
        }
    }

    private static Floats atLeast(Floats block, long length) {
        return block.length() >= length ? block : Floats.of(Math.toIntExact(length));
    }
}
