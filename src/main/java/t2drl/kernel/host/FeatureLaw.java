package t2drl.kernel.host;

/**
 * A user's features for the learners (learning notes, "The recipe"; {@code docs/policy.md} lists them), in double precision. Curves hold one number a model;
 * powers are in W.
 */
public record FeatureLaw(
        double bandwidthHz,
        double noiseWPerHz,
        double userPowerW,
        double bsPowerW,
        double stepsPerSlot,
        double latencyWeight,
        double tvWorthSeconds,
        double[] a1,
        double[] a2,
        double[] a3,
        double[] a4,
        double[] b1,
        double[] b2) {
    /** Numbers that {@link #write} makes. */
    public static final int FEATURES = 14;

    /** Features of one of {@code users} users, who requests model {@code m}; {@code hit} is 0 or 1. */
    public void write(
            int users, int m, double hit, double gain, double inputBits, double outputBits, double[] out, int at) {
        double equalHz = bandwidthHz / users;
        double up = inputBits / WirelessLaw.uplinkBps(equalHz, userPowerW, gain, noiseWPerHz);
        double down = outputBits / WirelessLaw.downlinkBps(equalHz, bandwidthHz, bsPowerW, gain, noiseWPerHz);
        double worth = (1 - latencyWeight) * tvWorthSeconds * (a2[m] - a4[m]) - latencyWeight * b1[m] * a3[m];
        out[at] = hit;
        out[at + 1] = (10 * Math.log10(gain) + FeatureScale.GAIN_OFFSET_DB) / FeatureScale.GAIN_DB;
        out[at + 2] = inputBits / FeatureScale.INPUT_BITS - 1;
        out[at + 3] = outputBits / FeatureScale.OUTPUT_BITS - 1;
        out[at + 4] = hit * a1[m] / FeatureScale.A1;
        out[at + 5] = hit * a2[m] / FeatureScale.A2;
        out[at + 6] = hit * a3[m] / FeatureScale.A3;
        out[at + 7] = hit * a4[m] / FeatureScale.A4;
        out[at + 8] = hit * b1[m] / FeatureScale.B1;
        out[at + 9] = hit * b2[m] / FeatureScale.B2;
        out[at + 10] = Math.log(Math.max(up, FeatureScale.SHORTEST_SECONDS));
        out[at + 11] = Math.log(Math.max(down, FeatureScale.SHORTEST_SECONDS));
        out[at + 12] = hit * FeatureScale.WORTH_PER_STEP * worth / a3[m];
        out[at + 13] = hit * a3[m] * users / (2 * stepsPerSlot);
    }
}
