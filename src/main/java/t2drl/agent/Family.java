package t2drl.agent;

/** The two families of networks (networks, top of the page). */
public enum Family {
    SHARED,
    FLAT
}
