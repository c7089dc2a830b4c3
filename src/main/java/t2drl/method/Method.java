package t2drl.method;

import t2drl.edge.Cells;
import t2drl.kernel.Buffer;
import t2drl.kernel.Indices;

/** One way to run the cells: which set to cache at a frame's start, and how to share bandwidth and compute in every slot. */
public interface Method {
    String name();

    /** Chooses every cell's set for the frame that starts: indices among the feasible sets, {@code [cells]}. */
    void cache(Cells cells, Indices choice);

    /**
     * Shares for every user of every cell. Given {@code state [cells, users, features]}, {@code hit, a3 [cells, users]}; to be filled {@code b, xi
     * [cells, users]}.
     */
    void allocate(Cells cells, Buffer state, Buffer hit, Buffer a3, Buffer b, Buffer xi);
}
