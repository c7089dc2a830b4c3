package t2drl.kernel.vector;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share the parts of one operation at a time; the caller works too. Which thread runs a part is left to
 * chance, so parts must not depend on it: each writes to its own place.
 */
final class Workers implements AutoCloseable {
    /** Spins before a waiting thread parks: kernels follow each other within microseconds. */
    private static final int SPINS = 4_000;

    private final Thread[] threads;
    private volatile @Nullable Parts current;
    private volatile int turn;
    private volatile boolean closed;

    Workers(int count) {
        threads = new Thread[count - 1];
        for (int i = 0; i < threads.length; i++) {
            threads[i] =
                    Thread.ofPlatform().daemon().name("t2drl-worker-" + (i + 1)).start(this::work);
        }
    }

    int count() {
        return threads.length + 1;
    }

    /** An operation that runs {@code part} for 0 .. parts - 1, reusable without allocation. */
    Runnable parallel(int parts, IntConsumer part) {
        return new Parts(parts, part);
    }

    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }

    private void work() {
        int seen = 0;
        while (!closed) {
            int spins = 0;
            while (turn == seen && !closed) {
                if (spins++ < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            seen = turn;
            Parts parts = current;
            if (parts != null) {
                parts.take();
            }
        }
    }

    private final class Parts implements Runnable {
        private final int count;
        private final IntConsumer part;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private volatile @Nullable Throwable failure;

        Parts(int count, IntConsumer part) {
            this.count = count;
            this.part = part;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // only the calling thread writes turn
        public void run() {
            if (count == 1 || threads.length == 0) {
                for (int i = 0; i < count; i++) {
                    part.accept(i);
                }
                return;
            }
            // done before next: a late thread of the previous round finds nothing to take until next is reset.
            done.set(0);
            next.set(0);
            current = this;
            turn++;
            for (Thread thread : threads) {
                LockSupport.unpark(thread);
            }
            take();
            while (done.get() < count) {
                Thread.onSpinWait();
            }
            Throwable thrown = failure;
            if (thrown != null) {
                failure = null;
                throw new IllegalStateException("a part of a parallel kernel failed", thrown);
            }
        }

        private void take() {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                try {
                    part.accept(i);
                } catch (Throwable thrown) {
                    failure = thrown;
                } finally {
                    done.incrementAndGet();
                }
            }
        }
    }
}
