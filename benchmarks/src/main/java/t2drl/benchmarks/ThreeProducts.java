package t2drl.benchmarks;

/** {@code Y = ((X W1^T) W2^T) W3^T}, {@code X [rows, width]}, {@code W [width, width]}, all with the numbers of {@link #input} and {@link #weights}. */
public interface ThreeProducts extends AutoCloseable {
    void multiply();

    /** What the last {@link #multiply} gave. */
    float[] result();

    @Override
    void close();

    static float[] input(int rows, int width) {
        return numbers(rows * width, 1);
    }

    /** Each W, of about {@code 1/sqrt(width)} so that results keep their size. */
    static float[] weights(int width) {
        return numbers(width * width, (float) (1 / Math.sqrt(width)));
    }

    private static float[] numbers(int n, float scale) {
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = scale * (float) Math.sin(0.7 * i * i + n);
        }
        return numbers;
    }
}
