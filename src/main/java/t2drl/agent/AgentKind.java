package t2drl.agent;

/** Which learner allocates. */
public enum AgentKind {
    D3PG,
    DDPG
}
