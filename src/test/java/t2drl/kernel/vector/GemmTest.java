package t2drl.kernel.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GemmTest {
    /** Sums of more terms than a tile takes are made of pieces. */
    @ParameterizedTest
    @CsvSource({"1, 7, 30", "96, 6, 64", "97, 8, 64", "250, 13, 100"})
    void addsProductsOverRowsOfAnyNumber(int terms, int m, int n) {
        Random random = new Random(3);
        float[] a = numbers(random, terms * m);
        float[] b = numbers(random, terms * n);
        float[] before = numbers(random, m * n);
        float[] sum = new float[m * n];
        for (int p = 0; p < terms; p++) {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    sum[i * n + j] += a[p * m + i] * b[p * n + j];
                }
            }
        }
        float[] added = before.clone();
        Gemm.addTransposed(m, n, terms, a, 0, m, b, 0, n, false, added, 0, n);
        float[] written = before.clone();
        Gemm.addTransposed(m, n, terms, a, 0, m, b, 0, n, true, written, 0, n);
        assertArrayEquals(sum, written, 1e-4f);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += before[i];
        }
        assertArrayEquals(sum, added, 1e-4f);
    }

    private static float[] numbers(Random random, int n) {
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return numbers;
    }
}
