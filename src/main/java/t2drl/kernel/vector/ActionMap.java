package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import t2drl.kernel.MapShape;
import t2drl.kernel.host.ProportionalLaw;

/** The action map (system model, section 5, "Action map"), one cell at a time: a vector holds a cell's users. */
final class ActionMap {
    private final MapShape shape;
    private final int users;
    private final float minShare;
    private final float freeShare;
    private final float softmax;
    private final float height;
    private final float budget;
    private final WaterLevel water;

    ActionMap(MapShape shape) {
        this.shape = shape;
        users = shape.users();
        minShare = (float) shape.minShare();
        freeShare = (float) (1 - users * shape.minShare());
        softmax = (float) shape.softmaxFactor();
        height = (float) shape.askHeight();
        budget = (float) shape.stepsPerSlot();
        water = new WaterLevel(shape);
    }

    /** Cells {@code from .. to}: {@code a [cells, 2 * users]} to {@code b, f, xi [cells, users]} and {@code level [cells]}; see {@link t2drl.kernel.ActionKernels#mapForward}. */
    void forward(
            int from, int to, float[] a, float[] hit, float[] a3, float[] b, float[] f, float[] xi, float[] level) {
        if (shape.kind() == MapShape.Kind.PROPORTIONAL) {
            for (int c = from; c < to; c++) {
                level[c] = ProportionalLaw.forward(shape, users, c, a, hit, a3, b, f, xi);
            }
            return;
        }
        float[] rows = Padding.atLeast(6 * water.padded);
        Arrays.fill(rows, 0, 6 * water.padded, 0);
        Arrays.fill(rows, users, water.padded, Float.NEGATIVE_INFINITY);
        for (int c = from; c < to; c++) {
            softmaxShares(c, a, b, rows);
            level[c] = waterLevel(c, a, hit, a3, f, xi, rows);
        }
    }

    /** The first of {@code rows} ends with -infinity; shares are made in the second one. */
    private void softmaxShares(int c, float[] a, float[] b, float[] rows) {
        int padded = water.padded;
        System.arraycopy(a, 2 * c * users, rows, 0, users);
        float most = Float.NEGATIVE_INFINITY;
        for (int u = 0; u < users; u++) {
            most = rows[u] > most ? rows[u] : most;
        }
        for (int u = 0; u < padded; u += LANES) {
            FloatVector.fromArray(SPECIES, rows, u).sub(most).mul(softmax).intoArray(rows, padded + u);
        }
        Elementwise.EXP.apply(padded, rows, padded);
        float sum = 0;
        for (int u = padded; u < 2 * padded; u += LANES) {
            sum += VectorMath.sum(rows, u);
        }
        float factor = freeShare / sum;
        for (int u = padded; u < 2 * padded; u += LANES) {
            FloatVector.fromArray(SPECIES, rows, u)
                    .fma(FloatVector.broadcast(SPECIES, factor), FloatVector.broadcast(SPECIES, minShare))
                    .intoArray(rows, u);
        }
        System.arraycopy(rows, padded, b, c * users, users);
    }

    /** Uses all but the first of {@code rows}; the fourth ends with 0. */
    private float waterLevel(int c, float[] a, float[] hit, float[] a3, float[] f, float[] xi, float[] rows) {
        int y = water.padded;
        int size = 2 * water.padded;
        int hits = 3 * water.padded;
        System.arraycopy(a, (2 * c + 1) * users, rows, y, users);
        System.arraycopy(a3, c * users, rows, size, users);
        System.arraycopy(hit, c * users, rows, hits, users);
        water.heights(rows, y, size, hits);
        float level = water.level(rows, y, size, hits + water.padded);
        water.serve(level, rows, y, size);
        System.arraycopy(rows, y, f, c * users, users);
        System.arraycopy(rows, size, xi, c * users, users);
        return level;
    }

    private float ask(int c, int u, float[] a) {
        return height * (a[(2 * c + 1) * users + u] + 1) / 2;
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
            float y = ProportionalLaw.ask(a[2 * c * users + u]);
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
