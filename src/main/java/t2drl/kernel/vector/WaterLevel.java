package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import t2drl.kernel.MapShape;
import t2drl.kernel.host.WaterLaw;

/**
 * The steps of one cell's users by water level (system model, section 5, "Action map"): of heights {@code y} and sizes {@code A3}, of whole vectors of users. Who does
 * not hit the cache has height and size 0.
 */
final class WaterLevel {
    /** Whole vectors with room for at least one user more than there are: one that does not hit. */
    final int padded;

    private final float height;
    private final float budget;

    WaterLevel(MapShape shape) {
        padded = Elementwise.padded(shape.users() + 1);
        height = (float) shape.askHeight();
        budget = (float) shape.stepsPerSlot();
    }

    /** Replaces asks {@code [padded]} at {@code y}, hits at {@code hit} and A3 at {@code size}: the first by heights, and all by 0 where there is no hit. */
    void heights(float[] rows, int y, int size, int hit) {
        for (int u = 0; u < padded; u += LANES) {
            VectorMask<Float> none =
                    FloatVector.fromArray(SPECIES, rows, hit + u).compare(VectorOperators.EQ, 0f);
            FloatVector.fromArray(SPECIES, rows, y + u)
                    .add(1f)
                    .mul(height / 2)
                    .blend(0f, none)
                    .intoArray(rows, y + u);
            FloatVector.fromArray(SPECIES, rows, size + u).blend(0f, none).intoArray(rows, size + u);
        }
    }

    /**
     * The least level from 0 on above which no more than the budget is asked for. Uses {@code [2, padded]} at {@code demand}.
     */
    float level(float[] rows, int y, int size, int demand) {
        demands(rows, y, size, demand);
        return WaterLaw.level(budget, rows, y, padded, demand);
    }

    /** The demand at all kinks. */
    private void demands(float[] rows, int y, int size, int demand) {
        for (int u = 0; u < padded; u += LANES) {
            FloatVector kink = FloatVector.fromArray(SPECIES, rows, y + u);
            FloatVector at = kink.mul(0f);
            FloatVector oneBelow = at;
            for (int i = 0; i < padded; i++) {
                FloatVector above = FloatVector.broadcast(SPECIES, rows[y + i]).sub(kink);
                FloatVector plusOne = above.add(1f);
                FloatVector steps = FloatVector.broadcast(SPECIES, rows[size + i]);
                FloatVector least = above.blend(0f, above.compare(VectorOperators.LT, 0f));
                at = least.blend(1f, least.compare(VectorOperators.GT, 1f)).fma(steps, at);
                FloatVector leastBelow = plusOne.blend(0f, plusOne.compare(VectorOperators.LT, 0f));
                oneBelow = leastBelow
                        .blend(1f, leastBelow.compare(VectorOperators.GT, 1f))
                        .fma(steps, oneBelow);
            }
            at.intoArray(rows, demand + u);
            oneBelow.intoArray(rows, demand + padded + u);
        }
    }

    /** Heights become what is served of each, sizes the part of the slot that this takes. */
    void serve(float level, float[] rows, int y, int size) {
        for (int u = 0; u < padded; u += LANES) {
            FloatVector above = FloatVector.fromArray(SPECIES, rows, y + u).sub(level);
            FloatVector least = above.blend(0f, above.compare(VectorOperators.LT, 0f));
            FloatVector served = least.blend(1f, least.compare(VectorOperators.GT, 1f));
            served.intoArray(rows, y + u);
            FloatVector part =
                    FloatVector.fromArray(SPECIES, rows, size + u).mul(served).div(budget);
            part.blend(0f, served.compare(VectorOperators.EQ, 0f)).intoArray(rows, size + u);
        }
    }
}
