package t2drl.policy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import t2drl.kernel.vector.VectorPolicy;

/** The Vector API's start in this process: code on vectors is slow until the JIT compiler has seen enough of it. */
final class VectorStart {
    private static final boolean EXISTS =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    /** Where there are no vectors: any power of two will do. */
    private static final int LANES = 16;

    private static final AtomicBoolean BEGUN = new AtomicBoolean();
    private static final CompletableFuture<Void> DONE =
            EXISTS ? new CompletableFuture<>() : CompletableFuture.failedFuture(new UnsupportedOperationException());

    private VectorStart() {}

    /** Numbers of single precision in a vector; known before the start. */
    static int lanes() {
        return EXISTS ? VectorPolicy.lanes() : LANES;
    }

    /** Whether it is over, and was no failure. */
    static boolean isDone() {
        return DONE.state() == Future.State.SUCCESS;
    }

    /** In the background runs {@code first} if nobody has begun, which is then the start, else {@code next} once that is done; neither if there are no vectors. */
    static void begin(Runnable first, Runnable next) {
        if (EXISTS && BEGUN.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("t2drl-vector-start").start(new Start(first));
        } else {
            DONE.thenRun(next);
        }
    }

    /** A class, as others on the way to a first decision: Java takes 2 ms to make one of a lambda. */
    private record Start(Runnable first) implements Runnable {
        @Override
        public void run() {
            try {
                first.run();
                DONE.complete(null);
            } catch (RuntimeException | Error e) {
                DONE.completeExceptionally(e);
                throw e; // the thread's handler tells; decisions stay in plain Java
            }
        }
    }
}
