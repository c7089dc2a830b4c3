package t2drl.spark;

import java.util.concurrent.CancellationException;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.util.DoubleAccumulator;
import org.jspecify.annotations.Nullable;
import t2drl.common.DivergedException;
import t2drl.common.UserException;
import t2drl.study.compare.FailedUnit;
import t2drl.study.compare.Unit;
import t2drl.study.compare.UnitCheckpoints;
import t2drl.study.compare.UnitWork;

/** A unit on a worker. */
final class UnitTask implements Function<Unit, Outcome> {
    private static final long serialVersionUID = 1;

    private final DoubleAccumulator progress;
    private final @Nullable UnitCheckpoints checkpoints;
    private final int attempts;

    /**
     * A task for units.
     *
     * @param progress a running task's value is the part that is done; Spark's heartbeats carry it
     * @param attempts of Spark at a task that fails
     */
    UnitTask(DoubleAccumulator progress, @Nullable UnitCheckpoints checkpoints, int attempts) {
        this.progress = progress;
        this.checkpoints = checkpoints;
        this.attempts = attempts;
    }

    @Override
    public Outcome call(Unit unit) throws Exception {
        TaskContext task = TaskContext.get();
        try {
            return new Outcome(
                    UnitWork.run(unit, Gpus.device(unit.device(), task), checkpoints, new Watcher(task)), null);
        } catch (CancellationException e) {
            throw new TaskKilledException("cancelled");
        } catch (UserException | DivergedException | Error e) {
            return failure(e); // the same again next time
        } catch (Exception e) {
            if (task.attemptNumber() + 1 < attempts) {
                throw e;
            }
            return failure(e);
        }
    }

    private static Outcome failure(Throwable e) {
        return new Outcome(null, FailedUnit.reason(e));
    }

    private final class Watcher implements UnitWork.Watcher {
        private final TaskContext task;
        private double told;

        Watcher(TaskContext task) {
            this.task = task;
        }

        @Override
        public boolean stopped() {
            return task.isInterrupted();
        }

        @Override
        public void progress(double part) {
            progress.add(part - told);
            told = part;
        }
    }
}
