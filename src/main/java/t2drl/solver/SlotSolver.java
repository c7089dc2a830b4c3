package t2drl.solver;

import t2drl.edge.Slot;

/** Decides one slot of one cell. Belongs to one thread: it keeps work space, and the arrays are overwritten by the next {@link #solve}. */
public interface SlotSolver {
    void solve(Slot slot);

    /** Bandwidth shares b {@code [U]} of the latest slot. */
    double[] shares();

    /** Denoising steps x {@code [U]} of the latest slot; 0 for a miss. */
    double[] steps();
}
