package t2drl.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same bits before and after the JIT compiler has been at work: else the same seed would not give the same run. */
class CompiledCodeTest {
    private static final int CALLS = 20_000;
    private static final long SEED = 5;

    @Test
    void innerProducts() {
        float[] x = numbers(200);
        float[] first = products(x);
        for (int call = 0; call < CALLS; call++) {
            assertThat(products(x)).isEqualTo(first);
        }
    }

    private static float[] products(float[] x) {
        float[] products = new float[50];
        for (int i = 0; i < products.length; i++) {
            products[i] = Rows.dot(133, x, i, x, 2);
        }
        return products;
    }

    @ParameterizedTest
    @EnumSource
    void elementaryFunctions(Elementwise function) {
        int n = Elementwise.padded(100);
        float[] x = numbers(n);
        float[] first = x.clone();
        function.apply(n, first, 0);
        float[] now = new float[n];
        for (int call = 0; call < CALLS; call++) {
            System.arraycopy(x, 0, now, 0, n);
            function.apply(n, now, 0);
            if (call % 100 == 0) {
                assertThat(now).isEqualTo(first);
            }
        }
    }

    private static float[] numbers(int count) {
        SplittableRandom random = new SplittableRandom(SEED);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }
}
