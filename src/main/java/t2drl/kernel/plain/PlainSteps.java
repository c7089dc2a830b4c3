package t2drl.kernel.plain;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.host.StepFactors;

/** A reverse chain's steps past its network, in place; steps count from 1. */
final class PlainSteps {
    final int count;
    private final StepFactors factors;

    PlainSteps(NoiseSchedule schedule) {
        count = schedule.steps();
        factors = new StepFactors(schedule);
    }

    /** From the noise that the network predicts to {@code a0hat_l}, clipped. */
    void clean(int l, int n, float[] noise, float[] a) {
        for (int i = 0; i < n; i++) {
            float x = Math.fma(noise[i], -factors.cleanFromNoise(l), a[i] * factors.cleanFromNoisy(l));
            float least = x < -1 ? -1 : x;
            noise[i] = least > 1 ? 1 : least;
        }
    }

    /** {@code a_l} to the mean of {@code a_{l-1}}. */
    void mean(int l, int n, float[] clean, float[] a) {
        for (int i = 0; i < n; i++) {
            a[i] = Math.fma(clean[i], factors.meanFromClean(l), a[i] * factors.meanFromNoisy(l));
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
            add(cell, count + 1 - l, n, factors.deviation(l), noise, a);
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
