package t2drl.method;

import t2drl.edge.Cells;
import t2drl.kernel.Buffer;

/** How to share bandwidth and compute in every slot. */
public interface Allocation {
    /**
     * Shares for every user of every cell. Given {@code state [cells, users, features]}, {@code hit, a3 [cells, users]}; to be filled {@code b, xi
     * [cells, users]}.
     */
    void allocate(Cells cells, Buffer state, Buffer hit, Buffer a3, Buffer b, Buffer xi);
}
