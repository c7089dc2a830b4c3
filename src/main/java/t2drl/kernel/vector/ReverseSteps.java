package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.host.StepFactors;

/** A reverse chain's steps past its network, in single precision: from the noise that it predicts to {@code a0hat_l}, from there to {@code a_{l-1}}, and back. Steps count from 1. */
final class ReverseSteps {
    final int count;
    private final StepFactors factors;

    ReverseSteps(NoiseSchedule schedule) {
        count = schedule.steps();
        factors = new StepFactors(schedule);
    }

    float meanFromClean(int l) {
        return factors.meanFromClean(l);
    }

    float meanFromNoisy(int l) {
        return factors.meanFromNoisy(l);
    }

    float deviation(int l) {
        return factors.deviation(l);
    }

    static float clip(float x) {
        return Math.max(-1f, Math.min(1f, x));
    }

    private static boolean inside(float x) {
        return x >= -1f && x <= 1f;
    }

    /** {@code a0hat_l} before its clip: {@code clean = cleanFromNoisy * a - cleanFromNoise * eps}, with {@code eps} and {@code clean} at the same place of their arrays, which may be one. */
    void unclipped(int l, int n, float[] a, int aAt, float[] eps, float[] clean, int at) {
        float fromNoisy = factors.cleanFromNoisy(l);
        float fromNoise = factors.cleanFromNoise(l);
        int i = 0;
        for (; i + LANES <= n; i += LANES) {
            FloatVector noise = FloatVector.fromArray(SPECIES, eps, at + i).mul(fromNoise);
            FloatVector.fromArray(SPECIES, a, aAt + i).mul(fromNoisy).sub(noise).intoArray(clean, at + i);
        }
        for (; i < n; i++) {
            clean[at + i] = fromNoisy * a[aAt + i] - fromNoise * eps[at + i];
        }
    }

    /**
     * {@code a_{l-1} = mean + deviation * z}: written to {@code next}, from {@code a_l} at {@code at} of the same array; {@code clean} lies at {@code next} of an array of its own, and
     * need not be clipped yet. At the last step the deviation is 0.
     */
    void sample(int l, int n, float[] clean, float[] a, int at, int next, float[] noise, int noiseAt) {
        float fromClean = factors.meanFromClean(l);
        float fromNoisy = factors.meanFromNoisy(l);
        float sigma = factors.deviation(l);
        int i = 0;
        for (; i + LANES <= n; i += LANES) {
            FloatVector old = FloatVector.fromArray(SPECIES, a, at + i).mul(fromNoisy);
            FloatVector x = FloatVector.fromArray(SPECIES, clean, next + i);
            FloatVector least = x.blend(-1f, x.compare(VectorOperators.LT, -1f));
            FloatVector clipped = least.blend(1f, least.compare(VectorOperators.GT, 1f));
            FloatVector mean = clipped.mul(fromClean).add(old);
            mean.add(FloatVector.fromArray(SPECIES, noise, noiseAt + i).mul(sigma))
                    .intoArray(a, next + i);
        }
        for (; i < n; i++) {
            a[next + i] = fromClean * clip(clean[next + i]) + fromNoisy * a[at + i] + sigma * noise[noiseAt + i];
        }
    }

    /** From the gradient by {@code a_{l-1}} to that by the noise that the network predicts and, in its place, by {@code a_l} past the network; {@code clean} is not clipped yet. */
    void backward(int l, int n, float[] clean, int at, float[] dAction, float[] dNoise) {
        float fromClean = factors.meanFromClean(l);
        float fromNoisy = factors.meanFromNoisy(l);
        float direct = factors.cleanFromNoisy(l);
        float byNoise = -factors.cleanFromNoise(l);
        int i = 0;
        for (; i + LANES <= n; i += LANES) {
            FloatVector g = FloatVector.fromArray(SPECIES, dAction, i);
            VectorMask<Float> inside =
                    FloatVector.fromArray(SPECIES, clean, at + i).abs().compare(VectorOperators.LE, 1f);
            FloatVector dClean = FloatVector.zero(SPECIES).blend(g.mul(fromClean), inside);
            dClean.mul(byNoise).intoArray(dNoise, i);
            g.mul(fromNoisy).add(dClean.mul(direct)).intoArray(dAction, i);
        }
        for (; i < n; i++) {
            float g = dAction[i];
            float dClean = inside(clean[at + i]) ? fromClean * g : 0;
            dNoise[i] = byNoise * dClean;
            dAction[i] = fromNoisy * g + direct * dClean;
        }
    }

    /** In place, from the noise that the network predicts to {@code a0hat_l}, clipped; whole vectors. */
    void clean(int l, int n, Floats eps, Floats a) {
        FloatVector fromNoisy = FloatVector.broadcast(SPECIES, factors.cleanFromNoisy(l));
        FloatVector fromNoise = FloatVector.broadcast(SPECIES, -factors.cleanFromNoise(l));
        for (int i = 0; i < n; i += LANES) {
            FloatVector noise = FloatVector.fromArray(SPECIES, eps.data(), eps.at() + i);
            FloatVector noisy = FloatVector.fromArray(SPECIES, a.data(), a.at() + i);
            FloatVector x = noise.fma(fromNoise, noisy.mul(fromNoisy));
            FloatVector least = x.blend(-1f, x.compare(VectorOperators.LT, -1f));
            least.blend(1f, least.compare(VectorOperators.GT, 1f)).intoArray(eps.data(), eps.at() + i);
        }
    }

    /** In place, {@code a_l} to the mean of {@code a_{l-1}}; whole vectors. */
    void mean(int l, int n, Floats clean, Floats a) {
        FloatVector fromClean = FloatVector.broadcast(SPECIES, factors.meanFromClean(l));
        FloatVector fromNoisy = FloatVector.broadcast(SPECIES, factors.meanFromNoisy(l));
        for (int i = 0; i < n; i += LANES) {
            FloatVector.fromArray(SPECIES, clean.data(), clean.at() + i)
                    .fma(
                            fromClean,
                            FloatVector.fromArray(SPECIES, a.data(), a.at() + i).mul(fromNoisy))
                    .intoArray(a.data(), a.at() + i);
        }
    }
}
