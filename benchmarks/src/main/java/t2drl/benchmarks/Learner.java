package t2drl.benchmarks;

/** A learner whose whole update is timed: fresh noise, critic, actor, optimisers, target networks. */
public interface Learner extends AutoCloseable {
    void update();

    @Override
    void close();
}
