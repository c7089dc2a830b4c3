package t2drl.spark;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.DoubleAccumulator;
import org.jspecify.annotations.Nullable;
import t2drl.common.UserException;
import t2drl.study.compare.Unit;
import t2drl.study.compare.UnitCheckpoints;
import t2drl.study.compare.UnitRunner;

/**
 * Does units on Spark, the longest first. Each is a job of its own with one task: so each fails alone, and its result is here as soon as it is there. Nothing is
 * shuffled.
 */
final class SparkRunner implements UnitRunner {
    private static final long MILLISECONDS_BETWEEN_LOOKS = 20;

    /** Units that are handed over before the next look at results, which should not wait until all are. */
    private static final int UNITS_BETWEEN_LOOKS = 20;

    private final Master master;
    private final @Nullable UnitCheckpoints checkpoints;

    SparkRunner(Master master, @Nullable UnitCheckpoints checkpoints) {
        this.master = master;
        this.checkpoints = checkpoints;
    }

    @Override
    public String place() {
        return "on Spark at " + master.url();
    }

    @Override
    public void run(List<Unit> units, Listener listener) {
        if (units.isEmpty()) {
            return;
        }
        master.requireReachable();
        SparkConf conf = Settings.of(master, units.getFirst().device());
        try (JavaSparkContext spark = new JavaSparkContext(conf)) {
            DoubleAccumulator progress = spark.sc().doubleAccumulator("progress");
            new Study(spark, listener)
                    .run(units, progress, new UnitTask(progress, checkpoints, Settings.attempts(master, conf)));
        }
    }

    /** Units that are waited for. Only what holds this object's lock talks to the listener. */
    private final class Study {
        private record Awaited(Unit unit, JavaFutureAction<List<Outcome>> outcome) {}

        private final JavaSparkContext spark;
        private final Listener listener;
        private final Map<String, Awaited> open = new HashMap<>();

        Study(JavaSparkContext spark, Listener listener) {
            this.spark = spark;
            this.listener = listener;
        }

        void run(List<Unit> units, DoubleAccumulator progress, UnitTask task) {
            spark.sc().addSparkListener(new TaskProgress(progress.id(), this::progress));
            Queue<Unit> waiting = new ArrayDeque<>(units.stream()
                    .sorted(Comparator.comparingDouble((Unit unit) -> -unit.effort()))
                    .toList());
            try {
                while (!(waiting.isEmpty() && open.isEmpty()) && !listener.stopped()) {
                    for (int i = 0; i < UNITS_BETWEEN_LOOKS && !waiting.isEmpty(); i++) {
                        submit(waiting.remove(), task);
                    }
                    List<Awaited> done = done();
                    done.forEach(this::take);
                    if (done.isEmpty() && waiting.isEmpty()) {
                        pause();
                    }
                }
                spark.sc().cancelAllJobs();
            } catch (IllegalStateException e) {
                if (!spark.sc().isStopped()) {
                    throw e;
                }
                if (!listener.stopped()) {
                    throw ended(e);
                }
                // Ctrl-C: Spark, which has a shutdown hook of its own, was faster.
            }
        }

        private synchronized void submit(Unit unit, UnitTask task) {
            spark.setLocalProperty(TaskProgress.UNIT, unit.id());
            open.put(
                    unit.id(),
                    new Awaited(
                            unit, spark.parallelize(List.of(unit), 1).map(task).collectAsync()));
        }

        private synchronized void progress(String unit, double part) {
            Awaited awaited = open.get(unit);
            if (awaited != null) {
                listener.progress(awaited.unit, part);
            }
        }

        private synchronized List<Awaited> done() {
            return open.values().stream()
                    .filter(awaited -> awaited.outcome.isDone())
                    .toList();
        }

        private synchronized void take(Awaited awaited) {
            Outcome outcome = outcomeOf(awaited);
            if (listener.stopped()) {
                return; // what is over now was cut off
            }
            open.remove(awaited.unit.id());
            if (outcome.result() == null) {
                listener.failed(awaited.unit, outcome.failure());
            } else {
                listener.finished(awaited.unit, outcome.result());
            }
        }

        private Outcome outcomeOf(Awaited awaited) {
            try {
                return awaited.outcome.get().getFirst();
            } catch (ExecutionException e) {
                if (spark.sc().isStopped() && !listener.stopped()) {
                    throw ended(e);
                }
                // Executors died under it, as often as Spark tries.
                return new Outcome(
                        null, e.getCause().toString().lines().findFirst().orElseThrow());
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }

        private UserException ended(Exception e) {
            return new UserException(
                    "Spark at %s has ended the study: finished pieces are kept, and the same command goes on there."
                            .formatted(master.url()),
                    e);
        }

        private static void pause() {
            try {
                Thread.sleep(MILLISECONDS_BETWEEN_LOOKS);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }

        private static IllegalStateException interrupted(InterruptedException e) {
            Thread.currentThread().interrupt();
            return new IllegalStateException("interrupted while a study ran", e);
        }
    }
}
