package t2drl.benchmarks;

/** Decides raw actions of some cells with a trained actor: numbers of the host in, numbers of the host out, the same noise each time. */
public interface Decider extends AutoCloseable {
    /** {@code state [cells, state]} to {@code action [cells, action]}. */
    void decide(float[] state, float[] action);

    @Override
    void close();
}
