package t2drl.policy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import t2drl.kernel.PolicyKernels;

/** Decides for one cell, without randomness, until the JIT compiler has made fast code of that. */
final class WarmUp {
    /** After so long the machine is too busy, or Java has no compiler for vectors: from then on it is asked less and less. */
    private static final long BUSY_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** The fastest of so many decisions of each counts. */
    private static final int ENOUGH = 20;

    private final PolicyKernels vectors;
    private final PolicyKernels plain;
    private final int users;
    private final float[] state;
    private final float[] hit;
    private final float[] a3;
    private final float[] action;
    private final float[] shares;
    private long plainNanos = Long.MAX_VALUE;

    /** Cells have {@code users} users; decisions that take less than {@code plain} are fast. */
    WarmUp(PolicyKernels vectors, PolicyKernels plain, int users) {
        this.vectors = vectors;
        this.plain = plain;
        this.users = users;
        state = new float[users * DecisionEngine.FEATURES];
        hit = new float[users];
        a3 = new float[users];
        action = new float[2 * users];
        shares = new float[users];
        // One user in two hits, and asks for more steps than any slot has: all there is to be compiled is used.
        for (int u = 0; u < users; u += 2) {
            hit[u] = 1;
            a3[u] = 1e6f;
        }
    }

    /** Returns once decisions are fast, if they ever are. */
    void run() {
        long start = System.nanoTime();
        while (!fast()) {
            long taken = System.nanoTime() - start;
            if (taken > BUSY_NANOS) {
                LockSupport.parkNanos(taken);
            }
        }
    }

    private boolean fast() {
        long vectorNanos = Long.MAX_VALUE;
        for (int i = 0; i < ENOUGH; i++) {
            vectorNanos = Math.min(vectorNanos, nanos(vectors));
            plainNanos = Math.min(plainNanos, nanos(plain));
        }
        return vectorNanos < plainNanos;
    }

    private long nanos(PolicyKernels kernels) {
        long start = System.nanoTime();
        kernels.act(1, users, state, null, action);
        kernels.map(1, users, action, hit, a3, shares, shares, shares, shares);
        return System.nanoTime() - start;
    }
}
