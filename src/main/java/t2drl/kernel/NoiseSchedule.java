package t2drl.kernel;

/**
 * The variance-preserving schedule of the reverse chain and the coefficients of one reverse step, computed in double
 * (networks, "Reverse chain"). Steps count from 1 to {@code steps}.
 */
public record NoiseSchedule(int steps, double betaMin, double betaMax) {
    public double beta(int l) {
        double n = steps;
        return 1 - Math.exp(-betaMin / n - (2 * l - 1) * (betaMax - betaMin) / (2 * n * n));
    }

    public double alpha(int l) {
        return 1 - beta(l);
    }

    /** {@code alpha_1 * ... * alpha_l}; 1 for {@code l = 0}. */
    public double alphaBar(int l) {
        double product = 1;
        for (int i = 1; i <= l; i++) {
            product *= alpha(i);
        }
        return product;
    }

    /** Factor of {@code a_l} in {@code a0hat} (noise prediction). */
    public double cleanFromNoisy(int l) {
        return 1 / Math.sqrt(alphaBar(l));
    }

    /** Factor of {@code -eps} in {@code a0hat} (noise prediction). */
    public double cleanFromNoise(int l) {
        return Math.sqrt(1 / alphaBar(l) - 1);
    }

    /** Factor of {@code a0hat} in the mean of {@code a_{l-1}}. */
    public double meanFromClean(int l) {
        return beta(l) * Math.sqrt(alphaBar(l - 1)) / (1 - alphaBar(l));
    }

    /** Factor of {@code a_l} in the mean of {@code a_{l-1}}. */
    public double meanFromNoisy(int l) {
        return (1 - alphaBar(l - 1)) * Math.sqrt(alpha(l)) / (1 - alphaBar(l));
    }

    /** Standard deviation of the noise {@code z_l}; 0 for {@code l = 1}. */
    public double deviation(int l) {
        return l == 1 ? 0 : Math.sqrt(beta(l) * (1 - alphaBar(l - 1)) / (1 - alphaBar(l)));
    }

    /** The sinusoidal step embedding of step {@code l}, {@code width} even and at least 4. */
    public static double[] embedding(int l, int width) {
        int half = width / 2;
        double[] e = new double[width];
        for (int i = 0; i < half; i++) {
            double angle = l * Math.exp(-Math.log(10000) * i / (half - 1));
            e[i] = Math.sin(angle);
            e[half + i] = Math.cos(angle);
        }
        return e;
    }
}
