package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;
import t2drl.kernel.NoiseSchedule;

/** The coefficients of a reverse chain's steps, in single precision; steps count from 1. */
final class FixedSteps {
    final int count;
    private final float[] meanFromClean;
    private final float[] meanFromNoisy;
    private final float[] deviation;
    private final float[] cleanFromNoisy;
    private final float[] cleanFromNoise;

    FixedSteps(NoiseSchedule schedule) {
        count = schedule.steps();
        meanFromClean = new float[count + 1];
        meanFromNoisy = new float[count + 1];
        deviation = new float[count + 1];
        cleanFromNoisy = new float[count + 1];
        cleanFromNoise = new float[count + 1];
        for (int l = 1; l <= count; l++) {
            meanFromClean[l] = (float) schedule.meanFromClean(l);
            meanFromNoisy[l] = (float) schedule.meanFromNoisy(l);
            deviation[l] = (float) schedule.deviation(l);
            cleanFromNoisy[l] = (float) schedule.cleanFromNoisy(l);
            cleanFromNoise[l] = (float) schedule.cleanFromNoise(l);
        }
    }

    float deviation(int l) {
        return deviation[l];
    }

    /** In place, from the noise that the network predicts to {@code a0hat}; whole vectors. */
    void clean(int l, int n, float[] eps, float[] a) {
        FloatVector fromNoisy = VectorMath.splat(cleanFromNoisy[l]);
        FloatVector fromNoise = VectorMath.splat(-cleanFromNoise[l]);
        for (int i = 0; i < n; i += LANES) {
            FloatVector.fromArray(SPECIES, eps, i)
                    .fma(fromNoise, FloatVector.fromArray(SPECIES, a, i).mul(fromNoisy))
                    .max(-1f)
                    .min(1f)
                    .intoArray(eps, i);
        }
    }

    /** In place, {@code a_l} to the mean of {@code a_{l-1}}; whole vectors. */
    void mean(int l, int n, float[] clean, float[] a) {
        FloatVector fromClean = VectorMath.splat(meanFromClean[l]);
        FloatVector fromNoisy = VectorMath.splat(meanFromNoisy[l]);
        for (int i = 0; i < n; i += LANES) {
            FloatVector.fromArray(SPECIES, clean, i)
                    .fma(fromClean, FloatVector.fromArray(SPECIES, a, i).mul(fromNoisy))
                    .intoArray(a, i);
        }
    }

    /** {@code terms [steps, hidden]} with rows padded to whole panels. */
    static float[] padded(float[] terms, int hidden) {
        int width = FixedDense.width(hidden);
        int rows = terms.length / hidden;
        float[] padded = new float[rows * width];
        for (int r = 0; r < rows; r++) {
            System.arraycopy(terms, r * hidden, padded, r * width, hidden);
        }
        return padded;
    }
}
