package t2drl.kernel.plain;

import java.util.Arrays;
import t2drl.kernel.MapShape;
import t2drl.kernel.host.ProportionalLaw;

/** The action map, one cell at a time. Sums go over whole vectors of users, as in {@code t2drl.kernel.vector.ActionMap}. */
final class PlainMap {
    private final MapShape shape;
    private final int lanes;
    private final float softmax;
    private final float height;
    private final float budget;
    private float[] rows = {};

    PlainMap(int lanes, MapShape shape) {
        this.shape = shape;
        this.lanes = lanes;
        softmax = (float) shape.softmaxFactor();
        height = (float) shape.askHeight();
        budget = (float) shape.stepsPerSlot();
    }

    /** Cell {@code c}, of {@code users} users whatever the shape says; returns the level. See {@link t2drl.kernel.ActionKernels#mapForward}. */
    float forward(int c, int users, float[] a, float[] hit, float[] a3, float[] b, float[] f, float[] xi) {
        if (shape.kind() == MapShape.Kind.PROPORTIONAL) {
            return ProportionalLaw.forward(shape, users, c, a, hit, a3, b, f, xi);
        }
        int padded = (users + lanes) / lanes * lanes; // room for one more, who does not hit
        if (rows.length < 4 * padded) {
            rows = new float[4 * padded];
        }
        softmaxShares(c, users, padded, a, b);
        return waterLevel(c, users, padded, a, hit, a3, f, xi);
    }

    private void softmaxShares(int c, int users, int padded, float[] a, float[] b) {
        int at = 2 * c * users;
        float most = Float.NEGATIVE_INFINITY;
        for (int u = 0; u < users; u++) {
            most = a[at + u] > most ? a[at + u] : most;
        }
        for (int u = 0; u < padded; u++) {
            float from = u < users ? a[at + u] : Float.NEGATIVE_INFINITY;
            rows[u] = PlainMath.exp((from - most) * softmax);
        }
        System.arraycopy(rows, 0, rows, padded, padded);
        float sum = 0;
        for (int u = padded; u < 2 * padded; u += lanes) {
            sum += PlainMath.sum(rows, u, lanes);
        }
        float factor = (float) (1 - users * shape.minShare()) / sum;
        float minShare = (float) shape.minShare();
        for (int u = 0; u < users; u++) {
            b[c * users + u] = Math.fma(rows[u], factor, minShare);
        }
    }

    /** Rows are heights, sizes, and demands at the heights and at 1 below. */
    private float waterLevel(int c, int users, int padded, float[] a, float[] hit, float[] a3, float[] f, float[] xi) {
        Arrays.fill(rows, 0, 2 * padded, 0);
        for (int u = 0; u < users; u++) {
            if (hit[c * users + u] != 0) {
                rows[u] = (a[(2 * c + 1) * users + u] + 1) * (height / 2);
                rows[padded + u] = a3[c * users + u];
            }
        }
        for (int u = 0; u < padded; u++) {
            rows[2 * padded + u] = demand(users, padded, rows[u]);
            rows[3 * padded + u] = demand(users, padded, rows[u] - 1);
        }
        float level = level(padded);
        for (int u = 0; u < users; u++) {
            float served = within(rows[u] - level);
            f[c * users + u] = served;
            xi[c * users + u] = served == 0 ? 0 : rows[padded + u] * served / budget;
        }
        return level;
    }

    /** The least level from 0 on above which no more than the budget is asked for; {@code t2drl.kernel.vector.WaterLevel} says how it is found. */
    private float level(int padded) {
        float low = Float.NEGATIVE_INFINITY;
        float atLow = Float.NaN;
        float high = Float.POSITIVE_INFINITY;
        float atHigh = Float.NaN;
        for (int i = 0; i < 2 * padded; i++) {
            float kink = i < padded ? rows[i] : rows[i - padded] - 1;
            float at = rows[2 * padded + i];
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

    /** The steps asked for above a level. */
    private float demand(int users, int padded, float level) {
        float sum = 0;
        for (int i = 0; i < users; i++) {
            sum = Math.fma(within(rows[i] - level), rows[padded + i], sum);
        }
        return sum;
    }

    private static float within(float x) {
        float least = x < 0 ? 0 : x;
        return least > 1 ? 1 : least;
    }
}
