package t2drl.kernel.vector;

import t2drl.kernel.MapShape;

/** The action map of single cells (system model, section 5, "Action map"); vectors of a cell's few users would not pay. */
public final class ActionMap {
    private static final float FLOOR = 1e-6f;

    private final MapShape shape;
    private final int users;
    private final float minShare;
    private final float freeShare;
    private final float softmax;
    private final float height;
    private final float budget;

    public ActionMap(MapShape shape) {
        this.shape = shape;
        users = shape.users();
        minShare = (float) shape.minShare();
        freeShare = (float) (1 - users * shape.minShare());
        softmax = (float) shape.softmaxFactor();
        height = (float) shape.askHeight();
        budget = (float) shape.stepsPerSlot();
    }

    /** Cells {@code from .. to}: {@code a [cells, 2 * users]} to {@code b, f, xi [cells, users]} and {@code level [cells]}; see {@link t2drl.kernel.ActionKernels#mapForward}. */
    public void forward(
            int from, int to, float[] a, float[] hit, float[] a3, float[] b, float[] f, float[] xi, float[] level) {
        for (int c = from; c < to; c++) {
            if (shape.kind() == MapShape.Kind.WATER_LEVEL) {
                softmaxShares(c, a, b);
                level[c] = waterLevel(c, a, hit, a3);
                for (int u = 0; u < users; u++) {
                    int i = c * users + u;
                    f[i] = hit[i] != 0 ? clip(ask(c, u, a) - level[c]) : 0;
                }
            } else {
                level[c] = proportional(c, a, hit, a3, b, f);
            }
            for (int u = 0; u < users; u++) {
                int i = c * users + u;
                xi[i] = f[i] > 0 ? f[i] * a3[i] / budget : 0;
            }
        }
    }

    private void softmaxShares(int c, float[] a, float[] b) {
        float most = Float.NEGATIVE_INFINITY;
        for (int u = 0; u < users; u++) {
            most = Math.max(most, softmax * a[2 * c * users + u]);
        }
        float[] e = Padding.atLeast(Elementwise.padded(users));
        for (int u = 0; u < users; u++) {
            e[u] = softmax * a[2 * c * users + u] - most;
        }
        Elementwise.EXP.apply(users, e, 0);
        float sum = 0;
        for (int u = 0; u < users; u++) {
            sum += e[u];
        }
        for (int u = 0; u < users; u++) {
            b[c * users + u] = minShare + freeShare * e[u] / sum;
        }
    }

    private float ask(int c, int u, float[] a) {
        return height * (a[(2 * c + 1) * users + u] + 1) / 2;
    }

    private static float clip(float x) {
        return Math.max(0f, Math.min(1f, x));
    }

    /** Steps that the first {@code hits} of {@code asks} want above level {@code lambda}. */
    private static double demand(double lambda, int hits, float[] asks) {
        double sum = 0;
        for (int i = 0; i < hits; i++) {
            sum += Math.max(0, Math.min(1, asks[i] - lambda)) * asks[hits + i];
        }
        return sum;
    }

    /**
     * The least level at which the demand fits. The demand falls piecewise linearly with kinks at {@code y} and {@code y - 1}: the level lies
     * between the largest kink whose demand exceeds R and the next one, where it is a straight line.
     */
    private float waterLevel(int c, float[] a, float[] hit, float[] a3) {
        float[] asks = Padding.atLeast(2 * users); // of users with a hit, then their A3
        int hits = 0;
        for (int u = 0; u < users; u++) {
            hits += hit[c * users + u] != 0 ? 1 : 0;
        }
        for (int u = 0, i = 0; u < users; u++) {
            if (hit[c * users + u] != 0) {
                asks[i] = ask(c, u, a);
                asks[hits + i++] = a3[c * users + u];
            }
        }
        double low = 0;
        double atLow = demand(0, hits, asks);
        if (atLow <= budget) {
            return 0;
        }
        double high = height;
        double atHigh = demand(high, hits, asks);
        for (int i = 0; i < 2 * hits; i++) {
            double kink = i < hits ? asks[i] : (double) asks[i - hits] - 1;
            if (kink > low && kink < high) {
                double wanted = demand(kink, hits, asks);
                if (wanted > budget) {
                    low = kink;
                    atLow = wanted;
                } else {
                    high = kink;
                    atHigh = wanted;
                }
            }
        }
        return (float) (low + (atLow - budget) / (atLow - atHigh) * (high - low));
    }

    private float proportional(int c, float[] a, float[] hit, float[] a3, float[] b, float[] f) {
        float bandwidth = 0;
        float compute = 0;
        for (int u = 0; u < users; u++) {
            int i = c * users + u;
            bandwidth += proportionalAsk(a[2 * c * users + u]);
            compute += hit[i] != 0 ? proportionalAsk(a[(2 * c + 1) * users + u]) * a3[i] : 0;
        }
        float asked = budget > 0 ? compute / budget : Float.POSITIVE_INFINITY;
        for (int u = 0; u < users; u++) {
            int i = c * users + u;
            b[i] = minShare + freeShare * proportionalAsk(a[2 * c * users + u]) / bandwidth;
            f[i] = hit[i] != 0 ? proportionalAsk(a[(2 * c + 1) * users + u]) / Math.max(1f, asked) : 0;
        }
        return asked;
    }

    private static float proportionalAsk(float a) {
        return (a + 1) / 2 + FLOOR;
    }

    void backward(
            int from,
            int to,
            float[] a,
            float[] hit,
            float[] a3,
            float[] b,
            float[] f,
            float[] level,
            float[] db,
            float[] df,
            float[] da) {
        for (int c = from; c < to; c++) {
            if (shape.kind() == MapShape.Kind.WATER_LEVEL) {
                softmaxBackward(c, b, db, da);
                waterLevelBackward(c, a, hit, a3, level[c], df, da);
            } else {
                proportionalBackward(c, a, hit, a3, f, level[c], db, df, da);
            }
        }
    }

    private void softmaxBackward(int c, float[] b, float[] db, float[] da) {
        float mean = 0;
        for (int u = 0; u < users; u++) {
            int i = c * users + u;
            mean += (b[i] - minShare) * db[i];
        }
        for (int u = 0; u < users; u++) {
            int i = c * users + u;
            // share - b_min = free * softmax: the Jacobian's free factor cancels but in the mean
            da[2 * c * users + u] = freeShare > 0 ? softmax * (b[i] - minShare) * (db[i] - mean / freeShare) : 0;
        }
    }

    private void waterLevelBackward(int c, float[] a, float[] hit, float[] a3, float lambda, float[] df, float[] da) {
        float gradient = 0;
        float size = 0;
        for (int u = 0; u < users; u++) {
            int i = c * users + u;
            if (partial(c, u, a, hit, lambda)) {
                gradient += df[i];
                size += a3[i];
            }
        }
        float perStep = lambda > 0 && size > 0 ? gradient / size : 0;
        for (int u = 0; u < users; u++) {
            int i = c * users + u;
            da[(2 * c + 1) * users + u] = partial(c, u, a, hit, lambda) ? height / 2 * (df[i] - a3[i] * perStep) : 0;
        }
    }

    /** Whether the user is one of the set S that gets part of A3. */
    private boolean partial(int c, int u, float[] a, float[] hit, float lambda) {
        float above = ask(c, u, a) - lambda;
        return hit[c * users + u] != 0 && above > 0 && above < 1;
    }

    private void proportionalBackward(
            int c, float[] a, float[] hit, float[] a3, float[] f, float asked, float[] db, float[] df, float[] da) {
        float sum = 0;
        float weighted = 0;
        float computeWeighted = 0;
        for (int u = 0; u < users; u++) {
            int i = c * users + u;
            float y = proportionalAsk(a[2 * c * users + u]);
            sum += y;
            weighted += y * db[i];
            computeWeighted += f[i] * df[i];
        }
        for (int u = 0; u < users; u++) {
            int i = c * users + u;
            da[2 * c * users + u] = freeShare * (db[i] - weighted / sum) / sum / 2;
            float own = df[i] / Math.max(1f, asked);
            float shared = asked > 1 && budget > 0 ? computeWeighted * a3[i] / budget / asked : 0;
            da[(2 * c + 1) * users + u] = hit[i] != 0 ? (own - shared) / 2 : 0;
        }
    }
}
