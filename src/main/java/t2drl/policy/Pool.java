package t2drl.policy;

import java.util.concurrent.atomic.AtomicReferenceArray;
import t2drl.kernel.PolicyKernels;

/** What decisions need, of which one thread at a time uses one, kept for the next thread: nothing is allocated once as many exist as threads have met here, up to the pool's size. */
final class Pool {
    private static final int SIZE = 128;

    private final AtomicReferenceArray<DecisionMemory> idle = new AtomicReferenceArray<>(SIZE);
    private final PolicyKernels.Source source;

    Pool(PolicyKernels.Source source) {
        this.source = source;
    }

    DecisionMemory take() {
        int home = home();
        for (int i = 0; i < SIZE; i++) {
            int at = home + i & SIZE - 1;
            if (idle.getPlain(at) != null) {
                DecisionMemory found = idle.getAndSet(at, null);
                if (found != null) {
                    return found;
                }
            }
        }
        return new DecisionMemory(source.kernels());
    }

    void give(DecisionMemory memory) {
        int home = home();
        for (int i = 0; i < SIZE; i++) {
            int at = home + i & SIZE - 1;
            if (idle.getPlain(at) == null && idle.compareAndSet(at, null, memory)) {
                return;
            }
        }
    }

    /** Threads start to look at different places, so that they seldom meet. */
    private static int home() {
        return (int) (Thread.currentThread().threadId() * 0x9E3779B97F4A7C15L >>> 57);
    }
}
