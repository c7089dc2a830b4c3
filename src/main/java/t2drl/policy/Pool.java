package t2drl.policy;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/** Things that one thread at a time uses, kept for the next one: nothing is allocated once as many exist as threads have met here, up to the pool's size. */
final class Pool<T> {
    private static final int SIZE = 128;

    private final AtomicReferenceArray<T> idle = new AtomicReferenceArray<>(SIZE);
    private final Supplier<T> factory;

    Pool(Supplier<T> factory) {
        this.factory = factory;
    }

    T take() {
        int home = home();
        for (int i = 0; i < SIZE; i++) {
            int at = home + i & SIZE - 1;
            if (idle.getPlain(at) != null) {
                T found = idle.getAndSet(at, null);
                if (found != null) {
                    return found;
                }
            }
        }
        return factory.get();
    }

    void give(T thing) {
        int home = home();
        for (int i = 0; i < SIZE; i++) {
            int at = home + i & SIZE - 1;
            if (idle.getPlain(at) == null && idle.compareAndSet(at, null, thing)) {
                return;
            }
        }
    }

    /** Threads start to look at different places, so that they seldom meet. */
    private static int home() {
        return (int) (Thread.currentThread().threadId() * 0x9E3779B97F4A7C15L >>> 57);
    }
}
