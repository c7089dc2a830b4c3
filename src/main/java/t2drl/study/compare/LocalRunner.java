package t2drl.study.compare;

import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Does units on this machine's cores, one a thread, the longest first. */
public final class LocalRunner implements UnitRunner {
    private final int jobs;
    private final @Nullable UnitCheckpoints checkpoints;

    /** {@code checkpoints}: where trainings are saved on their way; null for nowhere. */
    public LocalRunner(int jobs, @Nullable UnitCheckpoints checkpoints) {
        this.jobs = jobs;
        this.checkpoints = checkpoints;
    }

    @Override
    public String place() {
        return jobs + " at a time";
    }

    @Override
    public void run(List<Unit> units, Listener listener) {
        Queue<Unit> waiting = new ConcurrentLinkedQueue<>(units.stream()
                .sorted(Comparator.comparingDouble((Unit unit) -> -Effort.of(unit)))
                .toList());
        List<Thread> threads = IntStream.range(0, Math.min(jobs, units.size()))
                .mapToObj(i -> Thread.ofPlatform().name("t2drl-unit-" + (i + 1)).start(() -> work(waiting, listener)))
                .toList();
        for (Thread thread : threads) {
            join(thread);
        }
    }

    private void work(Queue<Unit> waiting, Listener listener) {
        for (Unit unit = waiting.poll(); unit != null && !listener.stopped(); unit = waiting.poll()) {
            work(unit, listener);
        }
    }

    private void work(Unit unit, Listener listener) {
        try {
            UnitResult result = UnitWork.run(unit, unit.device(), checkpoints, new UnitWork.Watcher() {
                @Override
                public boolean stopped() {
                    return listener.stopped();
                }

                @Override
                public void progress(double part) {
                    synchronized (listener) {
                        listener.progress(unit, part);
                    }
                }
            });
            synchronized (listener) {
                listener.finished(unit, result);
            }
        } catch (CancellationException e) {
            // Not finished: it is done anew next time.
        } catch (Throwable e) {
            synchronized (listener) {
                listener.failed(unit, FailedUnit.reason(e));
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a study ran", e);
        }
    }
}
