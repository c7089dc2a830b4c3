package t2drl.kernel.vector;

import java.util.Arrays;

/**
 * Gradients of each group, 0 at first, and their sum. Groups add up their own chunks in order, then the groups are summed in
 * order, so the result has the same bits on any number of threads.
 */
final class GradientSum {
    private static final int SEGMENT = 4096;

    private final int size;
    private final int groups;
    final float[] partial;

    GradientSum(int size, int groups) {
        this.size = size;
        this.groups = groups;
        partial = new float[Math.multiplyExact(size, groups)];
    }

    /** Where the group's gradients start in {@code partial}. */
    int at(int group) {
        return group * size;
    }

    void clear(int group) {
        Arrays.fill(partial, at(group), at(group) + size, 0f);
    }

    int segments() {
        return (size + SEGMENT - 1) / SEGMENT;
    }

    /** Moves the sum of all groups to one segment of {@code total}: zeros stay behind, written while the segment is in the nearest cache. */
    void move(int segment, float[] total) {
        int from = segment * SEGMENT;
        int count = Math.min(SEGMENT, size - from);
        System.arraycopy(partial, from, total, from, count);
        Arrays.fill(partial, from, from + count, 0f);
        for (int g = 1; g < groups; g++) {
            int at = at(g) + from;
            Rows.add(count, partial, at, total, from);
            Arrays.fill(partial, at, at + count, 0f);
        }
    }

    /** The sum of all groups, left where the first group's gradients were. */
    float[] sumInPlace() {
        for (int g = 1; g < groups; g++) {
            Rows.add(size, partial, at(g), partial, 0);
        }
        return partial;
    }
}
