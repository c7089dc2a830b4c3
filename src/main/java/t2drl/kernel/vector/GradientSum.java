package t2drl.kernel.vector;

import java.util.Arrays;

/**
 * Gradients of each group, and their sum. Groups add up their own chunks in order, then the groups are summed in
 * order, so the result has the same bits on any number of threads. The first group adds to where the sum will be.
 */
final class GradientSum {
    private static final int SEGMENT = 4096;

    private final int size;
    private final int groups;
    private final float[] others; // [groups - 1, size]

    GradientSum(int size, int groups) {
        this.size = size;
        this.groups = groups;
        others = new float[Math.multiplyExact(size, groups - 1)];
    }

    /** What holds the group's gradients, from {@link #at} on. */
    float[] of(int group, float[] total) {
        return group == 0 ? total : others;
    }

    int at(int group) {
        return Math.max(0, group - 1) * size;
    }

    void clear(int group, float[] total) {
        Arrays.fill(of(group, total), at(group), at(group) + size, 0f);
    }

    int segments() {
        return (size + SEGMENT - 1) / SEGMENT;
    }

    /** Adds the other groups to one segment of the first. */
    void add(int segment, float[] total) {
        int from = segment * SEGMENT;
        add(from, Math.min(SEGMENT, size - from), total);
    }

    /** Adds the other groups to the first. */
    void add(float[] total) {
        add(0, size, total);
    }

    private void add(int from, int count, float[] total) {
        for (int g = 1; g < groups; g++) {
            Rows.add(count, others, at(g) + from, total, from);
        }
    }
}
