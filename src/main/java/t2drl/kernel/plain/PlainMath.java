package t2drl.kernel.plain;

import static t2drl.kernel.host.Elementary.EXP_0;
import static t2drl.kernel.host.Elementary.EXP_1;
import static t2drl.kernel.host.Elementary.EXP_2;
import static t2drl.kernel.host.Elementary.EXP_3;
import static t2drl.kernel.host.Elementary.EXP_4;
import static t2drl.kernel.host.Elementary.LN2;
import static t2drl.kernel.host.Elementary.LN2_HIGH;
import static t2drl.kernel.host.Elementary.LN2_LOW;
import static t2drl.kernel.host.Elementary.LOG2_E;
import static t2drl.kernel.host.Elementary.MISH_IS_X_FROM;
import static t2drl.kernel.host.Elementary.MOST_BITS;
import static t2drl.kernel.host.Elementary.NOTHING_BELOW;
import static t2drl.kernel.host.Elementary.ROUND;

import t2drl.kernel.Activation;

/** Elementary functions of single numbers, operation by operation those of {@code t2drl.kernel.vector.VectorMath}. */
final class PlainMath {
    private PlainMath() {}

    static void activate(Activation activation, int n, float[] x) {
        switch (activation) {
            case IDENTITY -> {}
            case RELU -> {
                for (int i = 0; i < n; i++) {
                    x[i] = x[i] < 0 ? 0 : x[i];
                }
            }
            case SILU -> {
                for (int i = 0; i < n; i++) {
                    x[i] = silu(x[i]);
                }
            }
            case MISH -> {
                for (int i = 0; i < n; i++) {
                    x[i] = mish(x[i]);
                }
            }
            case TANH -> {
                for (int i = 0; i < n; i++) {
                    x[i] = tanh(x[i]);
                }
            }
        }
    }

    static float exp(float x) {
        float most = x > 88.3f ? 88.3f : x;
        return expWithin(most < -87.3f ? -87.3f : most);
    }

    private static float expWithin(float x) {
        float rounded = Math.fma(x, LOG2_E, ROUND);
        float n = rounded - ROUND;
        float r = Math.fma(n, -LN2_HIGH, x);
        r = Math.fma(n, -LN2_LOW, r);
        float p = Math.fma(r, EXP_4, EXP_3);
        p = Math.fma(p, r, EXP_2);
        p = Math.fma(p, r, EXP_1);
        p = Math.fma(p, r, EXP_0);
        p = Math.fma(p, r * r, r + 1);
        return timesPowerOf2(p, rounded);
    }

    /** {@code p * 2^n}, where {@code rounded} is {@code n + ROUND}. */
    private static float timesPowerOf2(float p, float rounded) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(rounded) << 23));
    }

    private static float tanh(float x) {
        if (Math.abs(x) < 0.625f) {
            float z = x * x;
            float p = Math.fma(z, -5.70498872745e-3f, 2.06390887954e-2f);
            p = Math.fma(p, z, -5.37397155531e-2f);
            p = Math.fma(p, z, 1.33314422036e-1f);
            p = Math.fma(p, z, -3.33332819422e-1f);
            return Math.fma(p * z, x, x);
        }
        return 1 - 2 / (exp(x + x) + 1);
    }

    private static float silu(float x) {
        float limited = x < NOTHING_BELOW ? NOTHING_BELOW : x;
        return limited / onePlusExpOfMinus(limited);
    }

    private static float onePlusExpOfMinus(float x) {
        float limited = Float.intBitsToFloat(Math.min(Float.floatToRawIntBits(x), MOST_BITS));
        float rounded = Math.fma(limited, -LOG2_E, ROUND);
        float r = Math.fma(rounded - ROUND, LN2, limited);
        float p = Math.fma(r, EXP_4, -EXP_3);
        p = Math.fma(p, r, EXP_2);
        p = Math.fma(p, r, -EXP_1);
        p = Math.fma(p, r, EXP_0);
        p = Math.fma(p, r, -1);
        p = Math.fma(p, r, 1);
        return timesPowerOf2(p, rounded) + 1;
    }

    private static float mish(float x) {
        float limited = x < NOTHING_BELOW ? NOTHING_BELOW : x;
        float e = expWithin(limited > MISH_IS_X_FROM ? MISH_IS_X_FROM : limited);
        float n = e * (e + 2);
        return limited * (n / (n + 2));
    }

    /** The sum of as many numbers as a vector has lanes, a power of two, in the order of {@code VectorMath.sum}; {@code x} is used up. */
    static float sum(float[] x, int at, int lanes) {
        for (int half = lanes / 2; half > 0; half /= 2) {
            for (int i = at; i < at + half; i++) {
                x[i] += x[i + half];
            }
        }
        return x[at];
    }
}
