package t2drl.kernel.vector;

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

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Elementary functions on vectors: polynomials after range reduction (coefficients as in the Cephes library, but for e^x), about 2 ulp. Only the loops of {@link Elementwise} call them, each of which is compiled by itself. Where a loop is compiled as a part of its
 * caller, before its own calls have been counted, the JIT compiler takes them for rare and leaves them calls, and vectors that pass between compiled methods go to the heap.
 */
final class VectorMath {
    /** Of vectors of 512 bits; no processor has longer ones. */
    static final int MOST_LANES = 16;

    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED.length() > MOST_LANES
            ? FloatVector.SPECIES_512
            : FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();

    /** Rotations by so many lanes; of shorter vectors, none. Constants, and not an array: the JIT compiler would read and check its elements each time. */
    static final VectorShuffle<Float> ROTATE_1 = rotation(1);

    static final VectorShuffle<Float> ROTATE_2 = rotation(2);
    static final VectorShuffle<Float> ROTATE_4 = rotation(4);
    static final VectorShuffle<Float> ROTATE_8 = rotation(8);

    private VectorMath() {}

    /** Not iotaShuffle: that computes with integer vectors, which take 10 ms to load. */
    private static VectorShuffle<Float> rotation(int distance) {
        return VectorShuffle.fromOp(SPECIES, lane -> (lane + distance) % LANES);
    }

    /** e^x; results below the smallest normal number come out as about that number, x above 88.3 as e^88.3. */
    static FloatVector exp(FloatVector x) {
        return expWithin(notBelow(-87.3f, notAbove(88.3f, x)));
    }

    /** e^x of x from -87.3 to 88.3: two operations fewer of the few that C2 inlines. */
    static FloatVector expWithin(FloatVector x) {
        FloatVector rounded = x.fma(splat(LOG2_E), splat(ROUND));
        FloatVector n = rounded.sub(ROUND);
        FloatVector r = n.fma(splat(-LN2_HIGH), x);
        r = n.fma(splat(-LN2_LOW), r);
        FloatVector p = r.fma(splat(EXP_4), splat(EXP_3));
        p = p.fma(r, splat(EXP_2));
        p = p.fma(r, splat(EXP_1));
        p = p.fma(r, splat(EXP_0));
        p = p.fma(r.mul(r), r.add(1f));
        IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        return p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    }

    /** The larger of the two, lane by lane; NaN stays NaN. Two operations, where {@code max} takes six: AVX's maximum treats NaN and -0 unlike Java's. */
    static FloatVector notBelow(float least, FloatVector x) {
        return x.blend(least, x.compare(VectorOperators.LT, least));
    }

    /** The smaller of the two. */
    static FloatVector notAbove(float most, FloatVector x) {
        return x.blend(most, x.compare(VectorOperators.GT, most));
    }

    /** Natural logarithm of positive normal numbers. */
    static FloatVector log(FloatVector x) {
        // x = m * 2^e with m in [sqrt(1/2), sqrt(2))
        IntVector bits = x.reinterpretAsInts().sub(0x3f3504f3);
        IntVector e = bits.lanewise(VectorOperators.ASHR, 23);
        FloatVector m = x.reinterpretAsInts()
                .sub(e.lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats()
                .sub(1f);
        FloatVector n = (FloatVector) e.convertShape(VectorOperators.I2F, SPECIES, 0);
        FloatVector z = m.mul(m);
        FloatVector p = m.fma(splat(7.0376836292e-2f), splat(-1.1514610310e-1f));
        p = p.fma(m, splat(1.1676998740e-1f));
        p = p.fma(m, splat(-1.2420140846e-1f));
        p = p.fma(m, splat(1.4249322787e-1f));
        p = p.fma(m, splat(-1.6668057665e-1f));
        p = p.fma(m, splat(2.0000714765e-1f));
        p = p.fma(m, splat(-2.4999993993e-1f));
        p = p.fma(m, splat(3.3333331174e-1f));
        FloatVector y = p.mul(m).mul(z);
        y = n.fma(splat(LN2_LOW), y);
        y = z.fma(splat(-0.5f), y);
        return n.fma(splat(LN2_HIGH), m.add(y));
    }

    /** log(1 + x) of x not below 0, with the rounding of 1 + x made good. */
    static FloatVector log1p(FloatVector x) {
        FloatVector y = x.add(1f);
        return log(y).add(x.sub(y.sub(1f)).div(y));
    }

    /** Sine of {@code 2 pi turn}, {@code turn} in [0, 1]. */
    static FloatVector sinTurn(FloatVector turn) {
        return quarterWave(turn, 0);
    }

    /** Cosine of {@code 2 pi turn}, {@code turn} in [0, 1]. */
    static FloatVector cosTurn(FloatVector turn) {
        return quarterWave(turn, 1);
    }

    private static FloatVector quarterWave(FloatVector turn, int quarter) {
        FloatVector scaled = turn.mul(4f);
        FloatVector rounded = scaled.add(ROUND);
        FloatVector r = scaled.sub(rounded.sub(ROUND)).mul(1.57079633f);
        IntVector q = rounded.reinterpretAsInts().add(quarter);
        FloatVector z = r.mul(r);
        FloatVector sine = z.fma(splat(-1.9515295891e-4f), splat(8.3321608736e-3f));
        sine = sine.fma(z, splat(-1.6666654611e-1f)).mul(z).fma(r, r);
        FloatVector cosine = z.fma(splat(2.443315711809948e-5f), splat(-1.388731625493765e-3f));
        cosine = cosine.fma(z, splat(4.166664568298827e-2f)).mul(z).fma(z, z.fma(splat(-0.5f), splat(1f)));
        VectorMask<Float> odd = q.and(1).compare(VectorOperators.NE, 0).cast(SPECIES);
        IntVector sign = q.and(2).lanewise(VectorOperators.LSHL, 30);
        return sine.blend(cosine, odd)
                .reinterpretAsInts()
                .lanewise(VectorOperators.XOR, sign)
                .reinterpretAsFloats();
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector z = x.mul(x);
        FloatVector p = z.fma(splat(-5.70498872745e-3f), splat(2.06390887954e-2f));
        p = p.fma(z, splat(-5.37397155531e-2f));
        p = p.fma(z, splat(1.33314422036e-1f));
        p = p.fma(z, splat(-3.33332819422e-1f));
        FloatVector small = p.mul(z).fma(x, x);
        FloatVector large = splat(1f).sub(splat(2f).div(exp(x.add(x)).add(1f)));
        return large.blend(small, x.abs().compare(VectorOperators.LT, 0.625f));
    }

    /** {@code 1 + e^-x}, of which the sigmoid is the reciprocal, of x from {@link t2drl.kernel.host.Elementary#NOTHING_BELOW} on. */
    static FloatVector onePlusExpOfMinus(FloatVector x) {
        // Positive numbers are ordered as their bits, and negative ones come before them: one operation. A NaN's fate
        // is decided by who multiplies.
        FloatVector limited = x.reinterpretAsInts().min(MOST_BITS).reinterpretAsFloats();
        // e^-x as in expWithin, all signs turned, ln 2 in one piece: 4 operations fewer, a relative error of 1e-7 more
        // where x is -40.
        FloatVector rounded = limited.fma(splat(-LOG2_E), splat(ROUND));
        FloatVector r = rounded.sub(ROUND).fma(splat(LN2), limited);
        FloatVector p = r.fma(splat(EXP_4), splat(-EXP_3));
        p = p.fma(r, splat(EXP_2));
        p = p.fma(r, splat(-EXP_1));
        p = p.fma(r, splat(EXP_0));
        p = p.fma(r, splat(-1f));
        p = p.fma(r, splat(1f));
        IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        return p.reinterpretAsInts().add(exponent).reinterpretAsFloats().add(1f);
    }

    static FloatVector silu(FloatVector x) {
        x = notBelow(NOTHING_BELOW, x);
        return x.div(onePlusExpOfMinus(x));
    }

    /** Given {@code s = sigmoid(x)}. */
    static FloatVector siluDerivative(FloatVector x, FloatVector s) {
        return s.mul(x.fma(splat(1f).sub(s), splat(1f)));
    }

    static FloatVector mish(FloatVector x) {
        x = notBelow(NOTHING_BELOW, x);
        FloatVector e = expWithin(notAbove(MISH_IS_X_FROM, x));
        FloatVector n = e.mul(e.add(2f));
        return x.mul(n.div(n.add(2f)));
    }

    /** The sum of all lanes. Not reduceLanes: its order of additions, so its rounding, depends on how far the JIT compiler has come. */
    static float sum(float[] numbers, int at) {
        FloatVector x = FloatVector.fromArray(SPECIES, numbers, at);
        if (LANES > 8) {
            x = x.add(x.rearrange(ROTATE_8));
        }
        if (LANES > 4) {
            x = x.add(x.rearrange(ROTATE_4));
        }
        if (LANES > 2) {
            x = x.add(x.rearrange(ROTATE_2));
        }
        x = x.add(x.rearrange(ROTATE_1));
        return x.lane(0);
    }

    static FloatVector splat(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }
}
