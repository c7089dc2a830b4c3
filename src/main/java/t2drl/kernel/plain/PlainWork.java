package t2drl.kernel.plain;

/** What lies between a network's layers. It grows to the largest call and is then kept. */
final class PlainWork {
    float[] x = {};
    float[] base = {};
    float[] h1 = {};
    float[] h2 = {};
    float[] mean = {};
    float[] pooled = {};
    float[] outputs = {};
    float[] noisy = {};

    /** Room for {@code rows} rows of {@code inputs} numbers, of layers {@code width} wide, and of {@code outputNumbers} numbers. */
    void ensure(int rows, int inputs, int width, int outputNumbers) {
        x = atLeast(x, Math.multiplyExact(rows, inputs));
        base = atLeast(base, Math.multiplyExact(rows, width));
        h1 = atLeast(h1, rows * width);
        h2 = atLeast(h2, rows * width);
        mean = atLeast(mean, width);
        pooled = atLeast(pooled, width);
        outputs = atLeast(outputs, Math.multiplyExact(rows, outputNumbers));
        noisy = atLeast(noisy, rows * outputNumbers);
    }

    private static float[] atLeast(float[] block, int length) {
        return block.length >= length ? block : new float[length];
    }
}
