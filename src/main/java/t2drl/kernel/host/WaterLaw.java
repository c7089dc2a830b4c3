package t2drl.kernel.host;

/** The water level of one cell, from the demand for steps at its kinks (system model, section 5, "Action map"). */
public final class WaterLaw {
    private WaterLaw() {}

    /**
     * The least level from 0 on above which no more than {@code budget} is asked for. Demand falls with the level, along straight lines between kinks at all {@code users} heights {@code y}, from
     * {@code yAt} on, and at 1 below each: the level lies between the last kink with too much demand and the first where it fits. The demands {@code [2, users]} lie from {@code demandAt} on of the
     * same array.
     */
    public static float level(float budget, float[] rows, int yAt, int users, int demandAt) {
        float low = Float.NEGATIVE_INFINITY;
        float atLow = Float.NaN;
        float high = Float.POSITIVE_INFINITY;
        float atHigh = Float.NaN;
        for (int i = 0; i < 2 * users; i++) {
            float kink = i < users ? rows[yAt + i] : rows[yAt + i - users] - 1;
            float at = rows[demandAt + i];
            if (at <= budget && kink < high) {
                high = kink;
                atHigh = at;
            } else if (at > budget && kink > low) {
                low = kink;
                atLow = at;
            }
        }
        return high <= 0 ? 0 : high - (budget - atHigh) / (atLow - atHigh) * (high - low);
    }
}
