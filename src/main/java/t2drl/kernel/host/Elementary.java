package t2drl.kernel.host;

/** Coefficients and bounds of elementary functions in single precision, of vectors and of single numbers, which give the same bits. */
public final class Elementary {
    public static final float LOG2_E = 1.44269504f;
    public static final float LN2 = 0.69314718f;
    public static final float LN2_HIGH = 0.693359375f;
    public static final float LN2_LOW = -2.12194440e-4f;
    /** {@code e^r = 1 + r + r^2 (EXP_0 + EXP_1 r + ..)} for r up to half of ln 2: the least relative error of this degree, 3e-9. */
    public static final float EXP_0 = 4.9999994e-1f;

    public static final float EXP_1 = 1.6666521e-1f;
    public static final float EXP_2 = 4.1668389e-2f;
    public static final float EXP_3 = 8.3687166e-3f;
    public static final float EXP_4 = 1.3814599e-3f;
    /** Adding and subtracting 1.5 * 2^23 rounds to the nearest integer, which then sits in the low mantissa bits. */
    public static final float ROUND = 12582912f;

    /**
     * From here on down SiLU and Mish take all numbers for this one: their values, and derivatives, are nothing to what follows, but not exactly 0. Smaller ones, times
     * gradients, would be subnormal, and each product with such a number costs a hundred cycles.
     */
    public static final float NOTHING_BELOW = -40f;

    /** From here on up Mish is x, in single precision. */
    public static final float MISH_IS_X_FROM = 20f;

    /** Of the largest x whose {@code e^-x} is not subnormal, as bits. */
    public static final int MOST_BITS = 0x42ae0000; // 87f

    private Elementary() {}
}
