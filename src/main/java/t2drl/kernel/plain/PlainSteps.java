package t2drl.kernel.plain;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.NoiseSchedule;

/** A reverse chain's steps past its network, in place; steps count from 1. */
final class PlainSteps {
    final int count;
    private final float[] meanFromClean;
    private final float[] meanFromNoisy;
    private final float[] deviation;
    private final float[] cleanFromNoisy;
    private final float[] cleanFromNoise;

    PlainSteps(NoiseSchedule schedule) {
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

    /** From the noise that the network predicts to {@code a0hat_l}, clipped. */
    void clean(int l, int n, float[] noise, float[] a) {
        for (int i = 0; i < n; i++) {
            float x = Math.fma(noise[i], -cleanFromNoise[l], a[i] * cleanFromNoisy[l]);
            float least = x < -1 ? -1 : x;
            noise[i] = least > 1 ? 1 : least;
        }
    }

    /** {@code a_l} to the mean of {@code a_{l-1}}. */
    void mean(int l, int n, float[] clean, float[] a) {
        for (int i = 0; i < n; i++) {
            a[i] = Math.fma(clean[i], meanFromClean[l], a[i] * meanFromNoisy[l]);
        }
    }

    /** The start {@code a_L}: the first of cell {@code cell}'s blocks of {@code n} numbers of noise, or zeros. */
    void start(int cell, int n, float @Nullable [] noise, float[] a) {
        Arrays.fill(a, 0, n, 0);
        add(cell, 0, n, 1, noise, a);
    }

    /** {@code a_{l-1}} from its mean. */
    void sample(int l, int cell, int n, float @Nullable [] noise, float[] a) {
        if (l > 1) {
            add(cell, count + 1 - l, n, deviation[l], noise, a);
        }
    }

    private void add(int cell, int block, int n, float factor, float @Nullable [] noise, float[] a) {
        if (noise == null) {
            return;
        }
        int from = (cell * count + block) * n;
        for (int i = 0; i < n; i++) {
            a[i] += factor * noise[from + i];
        }
    }
}
