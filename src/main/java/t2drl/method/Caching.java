package t2drl.method;

import t2drl.edge.Cells;
import t2drl.kernel.Indices;

/** Which set of models to cache at a frame's start. */
public interface Caching {
    /** An episode starts in every cell: nothing has been seen yet. Comes before the first frame's {@link #cache}. */
    default void start() {}

    /** Chooses every cell's set for the frame that starts: indices among the feasible sets, {@code [cells]}. */
    void cache(Cells cells, Indices choice);
}
