package t2drl.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import t2drl.kernel.MapShape;

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

    @Test
    void actionMap() {
        int users = 21;
        ActionMap map = new ActionMap(new MapShape(MapShape.Kind.WATER_LEVEL, users, 0.01, 1000, 3, 16));
        float[] a = numbers(2 * users);
        float[] a3 = new float[users];
        Arrays.fill(a3, 130);
        float[] first = shares(map, a, a3);
        for (int call = 0; call < CALLS; call++) {
            assertThat(shares(map, a, a3)).isEqualTo(first);
        }
    }

    private static float[] shares(ActionMap map, float[] a, float[] a3) {
        int users = a3.length;
        float[] b = new float[users];
        float[] xi = new float[users];
        map.forward(0, 1, a, a3, a3, b, new float[users], xi, new float[1]);
        float[] shares = Arrays.copyOf(b, 2 * users);
        System.arraycopy(xi, 0, shares, users, users);
        return shares;
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
