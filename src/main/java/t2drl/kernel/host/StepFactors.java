package t2drl.kernel.host;

import t2drl.kernel.NoiseSchedule;

/** A noise schedule's factors in single precision, computed once; steps count from 1. See {@link NoiseSchedule} for what each is. */
public final class StepFactors {
    private final float[] meanFromClean;
    private final float[] meanFromNoisy;
    private final float[] deviation;
    private final float[] cleanFromNoisy;
    private final float[] cleanFromNoise;

    public StepFactors(NoiseSchedule schedule) {
        int count = schedule.steps();
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

    public float meanFromClean(int l) {
        return meanFromClean[l];
    }

    public float meanFromNoisy(int l) {
        return meanFromNoisy[l];
    }

    public float deviation(int l) {
        return deviation[l];
    }

    public float cleanFromNoisy(int l) {
        return cleanFromNoisy[l];
    }

    public float cleanFromNoise(int l) {
        return cleanFromNoise[l];
    }
}
