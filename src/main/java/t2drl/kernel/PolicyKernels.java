package t2drl.kernel;

import org.jspecify.annotations.Nullable;

/**
 * What a trained policy computes, for one thread at a time; arrays are row-major and may be longer than said. Implementations with the same number of lanes give the same bits, and those of a cell do not depend on the cells beside it.
 */
public interface PolicyKernels {
    /** A policy, for any number of threads. */
    interface Source {
        /** For one more thread. */
        PolicyKernels kernels();
    }

    /** Whether the {@code n} numbers from {@code from} on are finite. */
    boolean finite(float[] numbers, int from, int n);

    /** Steps of the actor's reverse chain; 0 if it has none. */
    int steps();

    /**
     * The actor: {@code state [cells, users, features]} to raw actions {@code [cells, 2 * users]}. {@code noise [cells, steps, 2 * users]} holds each cell's a_L, z_L .. z_2; null stands for zeros.
     */
    void act(int cells, int users, float[] state, float @Nullable [] noise, float[] action);

    /** The action map; see {@link ActionKernels#mapForward}. */
    void map(
            int cells,
            int users,
            float[] action,
            float[] hit,
            float[] a3,
            float[] b,
            float[] f,
            float[] xi,
            float[] level);

    /** What actions, and what the map made of them, are worth to the critic: {@code q [cells]}, the mean over its values. */
    void value(int cells, int users, float[] state, float[] action, float[] b, float[] f, float[] q);

    /** The value of each set in one {@code state} of the cache learner. */
    void cacheValues(float[] state, float[] values);
}
