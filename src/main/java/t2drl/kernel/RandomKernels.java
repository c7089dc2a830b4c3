package t2drl.kernel;

/** Counter-based random numbers, drawn on the device; see {@link RandomStream}. The counter is not advanced here. */
public interface RandomKernels {
    /** Uniform on [0, 1): output word {@code w} gives {@code (w >>> 8) * 2^-24}. */
    void uniform(RandomStream stream, Counter step, Buffer out);

    /**
     * Standard normal by Box-Muller on the words {@code (0, 1)} and {@code (2, 3)} of a block: {@code u = ((w0 >>> 8) + 0.5) * 2^-24},
     * {@code v = (w1 >>> 8) * 2^-24}, {@code r = sqrt(-2 ln u)}; elements {@code r cos(2 pi v)}, {@code r sin(2 pi v)}.
     */
    void normal(RandomStream stream, Counter step, Buffer out);

    /** Standard exponential, {@code -ln(((w >>> 8) + 0.5) * 2^-24)}. */
    void exponential(RandomStream stream, Counter step, Buffer out);
}
