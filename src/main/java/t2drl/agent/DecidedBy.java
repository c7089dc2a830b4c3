package t2drl.agent;

/** Who decides on one timescale while the other one learns. */
public enum DecidedBy {
    LEARNER,
    /** The oracle's sets, which know the popularity state, or the exact allocation: to see what the other learner is worth by itself. */
    SOLVER
}
