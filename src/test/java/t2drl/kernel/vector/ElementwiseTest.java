package t2drl.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Units that are far below 0 for every input, as trained networks have some. */
class ElementwiseTest {
    private static final float GRADIENT = 1e-15f;

    @ParameterizedTest
    @EnumSource(names = {"SILU_AND_DERIVATIVE", "MISH_AND_DERIVATIVE"})
    void leavesNothingSubnormalBehind(Elementwise function) {
        for (float x = -1; x > -1e30f; x *= 1.1f) {
            float[] value = filled(x);
            float[] derivative = new float[value.length];
            function.apply(value.length, value, 0, derivative, 0);
            assertThat(Math.abs(value[0] * GRADIENT)).as("value at %s", x).isGreaterThan(Float.MIN_NORMAL);
            assertThat(Math.abs(derivative[0] * GRADIENT))
                    .as("derivative at %s", x)
                    .isGreaterThan(x < -2 ? Float.MIN_NORMAL : 0);
            assertThat(Math.abs(value[0])).as("value at %s", x).isLessThan(0.4f);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {-40, -1e4f, -1e30f, Float.NEGATIVE_INFINITY})
    void isNothingFarBelowZero(float x) {
        for (Elementwise function : new Elementwise[] {Elementwise.SILU, Elementwise.MISH}) {
            float[] value = filled(x);
            function.apply(value.length, value, 0);
            assertThat(Math.abs(value[0])).as(function.name()).isLessThan(1e-14f);
        }
    }

    @Test
    void keepsWhatIsNoNumber() {
        for (Elementwise function : new Elementwise[] {Elementwise.SILU, Elementwise.MISH}) {
            float[] value = filled(Float.NaN);
            function.apply(value.length, value, 0);
            assertThat(value[0]).as(function.name()).isNaN();
        }
    }

    private static float[] filled(float x) {
        float[] values = new float[VectorMath.LANES];
        Arrays.fill(values, x);
        return values;
    }
}
