package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Gradients of each group, and their sum. Groups add up their own chunks in order, then the groups are summed in
 * order, so the result has the same bits on any number of threads. The first group adds to where the sum will be.
 */
final class GradientSum {
    private static final int SEGMENT = 4096;

    private final int size;
    private final int groups;
    private final Floats others; // [groups - 1, size]

    GradientSum(int size, int groups) {
        this.size = size;
        this.groups = groups;
        others = Floats.of(Math.multiplyExact(size, groups - 1));
    }

    /** What holds the group's gradients, from {@link #at} on. */
    float[] of(int group, float[] total) {
        return group == 0 ? total : others.data();
    }

    int at(int group) {
        return group == 0 ? 0 : others.at() + (group - 1) * size;
    }

    int segments() {
        return groups == 1 ? 0 : (size + SEGMENT - 1) / SEGMENT;
    }

    /** Adds the other groups to one segment of the first. */
    void add(int segment, float[] total) {
        int from = segment * SEGMENT;
        add(from, Math.min(size, from + SEGMENT), total);
    }

    /** Adds the other groups to the first. */
    void add(float[] total) {
        add(0, size, total);
    }

    private void add(int from, int to, float[] total) {
        float[] data = others.data();
        int i = from;
        for (; i + LANES <= to; i += LANES) {
            FloatVector sum = FloatVector.fromArray(SPECIES, total, i);
            for (int g = 1; g < groups; g++) {
                sum = sum.add(FloatVector.fromArray(SPECIES, data, at(g) + i));
            }
            sum.intoArray(total, i);
        }
        for (; i < to; i++) {
            for (int g = 1; g < groups; g++) {
                total[i] += data[at(g) + i];
            }
        }
    }
}
