package t2drl.kernel.vector;

/**
 * How rows (or cells) are split: into chunks that fit the second-level cache, and chunks into groups that threads take. It
 * depends on the sizes alone, never on the number of threads, so sums over groups come out the same on any machine.
 */
record Partition(int items, int chunk, int chunks, int groups) {
    static final int MAX_GROUPS = 8;

    static Partition of(int items, int chunk) {
        int chunks = (items + chunk - 1) / chunk;
        return new Partition(items, chunk, chunks, Math.min(MAX_GROUPS, chunks));
    }

    /** The first chunk of a group; the group's last is before {@code firstChunk(group + 1)}. Larger groups come first: threads that take one after the other then end together. */
    int firstChunk(int group) {
        return group * (chunks / groups) + Math.min(group, chunks % groups);
    }

    /** Whether a group's first chunk starts with that item. */
    boolean startsGroup(int group, int first) {
        return first == start(firstChunk(group));
    }

    int start(int chunkIndex) {
        return chunkIndex * chunk;
    }

    int size(int chunkIndex) {
        return Math.min(chunk, items - start(chunkIndex));
    }
}
