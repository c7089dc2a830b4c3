package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import t2drl.kernel.MapShape;

/**
 * The steps of one cell's users by water level (system model, section 5, "Action map"), in vectors of users and without branches, which nobody could predict. Who does not hit the cache has height and size 0.
 */
final class WaterLevel {
    private final int padded;
    private final float height;
    private final float budget;

    /** For cells of {@code padded} users, a whole number of vectors, of whom at least one does not hit. */
    WaterLevel(MapShape shape, int padded) {
        this.padded = padded;
        height = (float) shape.askHeight();
        budget = (float) shape.stepsPerSlot();
    }

    /** {@code rows [3, padded]}: asks become what is served of each, A3 becomes the part of the slot that this takes, and the first of the hits becomes the level. */
    void serve(float[] rows) {
        heights(rows);
        level(rows);
        float level = rows[2 * padded];
        for (int u = 0; u < padded; u += LANES) {
            FloatVector above = FloatVector.fromArray(SPECIES, rows, u).sub(level);
            FloatVector least = above.blend(0f, above.compare(VectorOperators.LT, 0f));
            FloatVector served = least.blend(1f, least.compare(VectorOperators.GT, 1f));
            served.intoArray(rows, u);
            FloatVector part =
                    FloatVector.fromArray(SPECIES, rows, padded + u).mul(served).div(budget);
            part.blend(0f, served.compare(VectorOperators.EQ, 0f)).intoArray(rows, padded + u);
        }
    }

    /** Asks become heights; they and A3 become 0 where there is no hit. */
    private void heights(float[] rows) {
        for (int u = 0; u < padded; u += LANES) {
            VectorMask<Float> none =
                    FloatVector.fromArray(SPECIES, rows, 2 * padded + u).compare(VectorOperators.EQ, 0f);
            FloatVector.fromArray(SPECIES, rows, u)
                    .add(1f)
                    .mul(height / 2)
                    .blend(0f, none)
                    .intoArray(rows, u);
            FloatVector.fromArray(SPECIES, rows, padded + u).blend(0f, none).intoArray(rows, padded + u);
        }
    }

    /**
     * The least level from 0 on above which no more than the budget is asked for, in the first place of the third row. Demand falls with the level, along straight lines between kinks at all heights and at 1
     * below each: the level lies between the last kink with too much demand and the first where it fits.
     */
    private void level(float[] rows) {
        FloatVector low = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        FloatVector atLow = FloatVector.broadcast(SPECIES, Float.NaN);
        FloatVector high = FloatVector.broadcast(SPECIES, Float.POSITIVE_INFINITY);
        FloatVector atHigh = atLow;
        VectorMask<Float> first; // where a kink is the first so far at which the demand fits
        VectorMask<Float> last; // where it is the last at which there is too much
        for (int u = 0; u < padded; u += LANES) {
            FloatVector kink = FloatVector.fromArray(SPECIES, rows, u);
            FloatVector below = kink.sub(1f);
            FloatVector at = FloatVector.zero(SPECIES);
            FloatVector atBelow = at;
            for (int i = 0; i < padded; i++) {
                FloatVector of = FloatVector.broadcast(SPECIES, rows[i]);
                FloatVector steps = FloatVector.broadcast(SPECIES, rows[padded + i]);
                FloatVector above = of.sub(kink);
                above = above.blend(0f, above.compare(VectorOperators.LT, 0f));
                at = above.blend(1f, above.compare(VectorOperators.GT, 1f)).fma(steps, at);
                above = of.sub(below);
                above = above.blend(0f, above.compare(VectorOperators.LT, 0f));
                atBelow = above.blend(1f, above.compare(VectorOperators.GT, 1f)).fma(steps, atBelow);
            }
            first = at.compare(VectorOperators.LE, budget).and(kink.compare(VectorOperators.LT, high));
            high = high.blend(kink, first);
            atHigh = atHigh.blend(at, first);
            first = atBelow.compare(VectorOperators.LE, budget).and(below.compare(VectorOperators.LT, high));
            high = high.blend(below, first);
            atHigh = atHigh.blend(atBelow, first);
            last = at.compare(VectorOperators.GT, budget).and(kink.compare(VectorOperators.GT, low));
            low = low.blend(kink, last);
            atLow = atLow.blend(at, last);
            last = atBelow.compare(VectorOperators.GT, budget).and(below.compare(VectorOperators.GT, low));
            low = low.blend(below, last);
            atLow = atLow.blend(atBelow, last);
        }
        // Over all lanes: each takes another's kink and demand where that is better, four times.
        FloatVector other = high.rearrange(VectorMath.ROTATE_8);
        first = other.compare(VectorOperators.LT, high);
        high = high.blend(other, first);
        atHigh = atHigh.blend(atHigh.rearrange(VectorMath.ROTATE_8), first);
        other = low.rearrange(VectorMath.ROTATE_8);
        last = other.compare(VectorOperators.GT, low);
        low = low.blend(other, last);
        atLow = atLow.blend(atLow.rearrange(VectorMath.ROTATE_8), last);
        other = high.rearrange(VectorMath.ROTATE_4);
        first = other.compare(VectorOperators.LT, high);
        high = high.blend(other, first);
        atHigh = atHigh.blend(atHigh.rearrange(VectorMath.ROTATE_4), first);
        other = low.rearrange(VectorMath.ROTATE_4);
        last = other.compare(VectorOperators.GT, low);
        low = low.blend(other, last);
        atLow = atLow.blend(atLow.rearrange(VectorMath.ROTATE_4), last);
        other = high.rearrange(VectorMath.ROTATE_2);
        first = other.compare(VectorOperators.LT, high);
        high = high.blend(other, first);
        atHigh = atHigh.blend(atHigh.rearrange(VectorMath.ROTATE_2), first);
        other = low.rearrange(VectorMath.ROTATE_2);
        last = other.compare(VectorOperators.GT, low);
        low = low.blend(other, last);
        atLow = atLow.blend(atLow.rearrange(VectorMath.ROTATE_2), last);
        other = high.rearrange(VectorMath.ROTATE_1);
        first = other.compare(VectorOperators.LT, high);
        high = high.blend(other, first);
        atHigh = atHigh.blend(atHigh.rearrange(VectorMath.ROTATE_1), first);
        other = low.rearrange(VectorMath.ROTATE_1);
        last = other.compare(VectorOperators.GT, low);
        low = low.blend(other, last);
        atLow = atLow.blend(atLow.rearrange(VectorMath.ROTATE_1), last);
        FloatVector tooLow = FloatVector.broadcast(SPECIES, budget).sub(atHigh).div(atLow.sub(atHigh));
        FloatVector level = high.sub(tooLow.mul(high.sub(low)));
        level.blend(0f, high.compare(VectorOperators.LE, 0f)).intoArray(rows, 2 * padded);
    }
}
