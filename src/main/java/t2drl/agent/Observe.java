package t2drl.agent;

/** What the cache learner sees at a frame's start (system model, section 5). */
public enum Observe {
    /** The popularity state, one-hot. */
    POPULARITY,
    /** The request frequencies of the last frames and the cached set: what a deployed system sees. */
    REQUESTS
}
