package t2drl.measure;

/**
 * How noisy an image is at time {@code t}, from 0 (clean) to 1 (noise): {@code x = signal(t) * x0 + noise(t) * z}, {@code signal^2 + noise^2 = 1}, the logarithm
 * of {@code signal^2 / noise^2} falls evenly (Kingma et al., "Variational Diffusion Models", 2021). So a chain spends its first steps on what
 * nobody sees yet, and its last ones on what nobody sees any more.
 */
final class NoiseLevel {
    /** Logarithm of the signal-to-noise ratio at time 0; at time 1 it is the negative. */
    private static final double MOST_LOG_RATIO = 7;

    private NoiseLevel() {}

    static double signal(double t) {
        return Math.sqrt(1 / (1 + Math.exp(-logRatio(t))));
    }

    static double noise(double t) {
        return Math.sqrt(1 / (1 + Math.exp(logRatio(t))));
    }

    private static double logRatio(double t) {
        return MOST_LOG_RATIO * (1 - 2 * t);
    }
}
