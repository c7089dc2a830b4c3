package t2drl.agent;

/** Numbers of the agents' random streams; the cells' streams lie below 32 (see {@link t2drl.kernel.RandomStream}). */
final class Streams {
    static final int EXPLORATION_UNIFORM = 32;
    static final int EXPLORATION_NORMAL = 33;
    static final int ACTING = 34;
    static final int REPLAY = 35;
    static final int ACTOR_UPDATE = 36;
    static final int TARGET_ACTOR = 37;
    static final int CACHE_EXPLORATION = 38;
    static final int CACHE_REPLAY = 39;
    static final int CANDIDATES = 40;

    private Streams() {}
}
