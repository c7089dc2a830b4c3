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
                    Thread.ofPlatform().daemon().name("t2drl-worker-" + (i + 1)).start(worker(i + 1));
        }
    }

    int count() {
        return threads.length + 1;
    }

    /** One part of an operation, run by worker {@code worker}, 0 .. count - 1, which runs one part at a time. */
    interface Part {
        void run(int worker, int part);
    }

    /** An operation that runs {@code part} for 0 .. parts - 1, reusable without allocation. */
    Runnable parallel(int parts, IntConsumer part) {
        return parallel(parts, threads.length + 1, (worker, i) -> part.accept(i));
    }

    /** The same, by the first {@code most} workers at most. */
    Runnable parallel(int parts, int most, Part part) {
        return new Parts(parts, most, part);
    }

    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }

    private Runnable worker(int number) {
        return () -> work(number);
    }

    private void work(int number) {
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
                parts.take(number);
            }
        }
    }

    private final class Parts implements Runnable {
        private final int count;
        private final int most;
        private final Part part;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private volatile @Nullable Throwable failure;

        Parts(int count, int most, Part part) {
            this.count = count;
            this.most = most;
            this.part = part;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // only the calling thread writes turn
        public void run() {
            if (count <= 1 || threads.length == 0) {
                for (int i = 0; i < count; i++) {
                    part.run(0, i);
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
            take(0);
            while (done.get() < count) {
                Thread.onSpinWait();
            }
            Throwable thrown = failure;
            if (thrown != null) {
                failure = null;
                throw new IllegalStateException("a part of a parallel kernel failed", thrown);
            }
        }

        private void take(int worker) {
            if (worker >= most) {
                return;
            }
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                try {
                    part.run(worker, i);
                } catch (Throwable thrown) {
                    failure = thrown;
                } finally {
                    done.incrementAndGet();
                }
            }
        }
    }
}
