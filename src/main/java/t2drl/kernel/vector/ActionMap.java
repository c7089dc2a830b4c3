package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import t2drl.kernel.MapShape;
import t2drl.kernel.host.ProportionalLaw;

/** The action map (system model, section 5, "Action map"), one cell at a time: a vector holds a cell's users. */
final class ActionMap {
    private static final int ROWS = 3;

    private final MapShape shape;
    private final int users;
    private final float minShare;
    private final float freeShare;
    private final float softmax;
    private final float height;
    private final float budget;
    /** Whole vectors with room for at least one user more than there are: one that does not hit. */
    private final int padded;

    private final float[] past; // [padded], 1 behind the last user
    private final WaterLevel water;

    ActionMap(MapShape shape) {
        this.shape = shape;
        users = shape.users();
        minShare = (float) shape.minShare();
        freeShare = (float) (1 - users * shape.minShare());
        softmax = (float) shape.softmaxFactor();
        height = (float) shape.askHeight();
        budget = (float) shape.stepsPerSlot();
        padded = Elementwise.padded(users + 1);
        past = new float[padded];
        Arrays.fill(past, users, padded, 1);
        water = new WaterLevel(shape, padded);
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
        float[] rows = Padding.atLeast(ROWS * padded);
        for (int c = from; c < to; c++) {
            boolean whole = c * users + padded <= to * users;
            softmaxShares(c, whole, a, b, rows);
            read(whole, a, (2 * c + 1) * users, rows, 0, 0);
            read(whole, a3, c * users, rows, padded, 0);
            read(whole, hit, c * users, rows, 2 * padded, 0);
            water.serve(rows);
            level[c] = rows[2 * padded];
            write(whole, rows, 0, f, c * users);
            write(whole, rows, padded, xi, c * users);
        }
    }

    /** A cell's numbers, followed by {@code rest}. Copies shorter than a vector take longer than vectors that reach into the next cell: all may do so that end before the last cell does. */
    private void read(boolean whole, float[] numbers, int at, float[] rows, int to, float rest) {
        if (!whole) {
            System.arraycopy(numbers, at, rows, to, users);
            Arrays.fill(rows, to + users, to + padded, rest);
            return;
        }
        for (int u = 0; u < padded; u += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, numbers, at + u);
            x.blend(rest, FloatVector.fromArray(SPECIES, past, u).compare(VectorOperators.NE, 0f))
                    .intoArray(rows, to + u);
        }
    }

    /** A cell's results; what reaches into the next cell is written before that is. */
    private void write(boolean whole, float[] rows, int from, float[] numbers, int at) {
        if (!whole) {
            System.arraycopy(rows, from, numbers, at, users);
            return;
        }
        for (int u = 0; u < padded; u += LANES) {
            FloatVector.fromArray(SPECIES, rows, from + u).intoArray(numbers, at + u);
        }
    }

    /** Uses the first two of {@code rows}. */
    private void softmaxShares(int c, boolean whole, float[] a, float[] b, float[] rows) {
        read(whole, a, 2 * c * users, rows, 0, Float.NEGATIVE_INFINITY);
        FloatVector most = FloatVector.fromArray(SPECIES, rows, 0);
        for (int u = LANES; u < padded; u += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, rows, u);
            most = most.blend(x, x.compare(VectorOperators.GT, most));
        }
        FloatVector other = most.rearrange(VectorMath.ROTATE_8);
        most = most.blend(other, other.compare(VectorOperators.GT, most));
        other = most.rearrange(VectorMath.ROTATE_4);
        most = most.blend(other, other.compare(VectorOperators.GT, most));
        other = most.rearrange(VectorMath.ROTATE_2);
        most = most.blend(other, other.compare(VectorOperators.GT, most));
        other = most.rearrange(VectorMath.ROTATE_1);
        most = most.blend(other, other.compare(VectorOperators.GT, most));
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
        write(whole, rows, padded, b, c * users);
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
