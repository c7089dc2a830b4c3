package t2drl.spark;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjDoubleConsumer;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import scala.jdk.javaapi.CollectionConverters;

/** Tells which units are at work and how far they are: when they start and, from executors' heartbeats, every ten seconds. */
final class TaskProgress extends SparkListener {
    /** The property of a job that names its unit; Spark's pages show it, too. */
    static final String UNIT = "spark.job.description";

    private final long accumulator;
    private final ObjDoubleConsumer<String> listener;
    private final Map<Integer, String> unitOfStage = new HashMap<>();
    private final Map<Long, String> unitOfTask = new HashMap<>();

    /** {@code listener} hears the id of a unit and the part of it that is done, which the accumulator of this number counts. */
    TaskProgress(long accumulator, ObjDoubleConsumer<String> listener) {
        this.accumulator = accumulator;
        this.listener = listener;
    }

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted stage) {
        unitOfStage.put(stage.stageInfo().stageId(), stage.properties().getProperty(UNIT));
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart task) {
        String unit = unitOfStage.get(task.stageId());
        unitOfTask.put(task.taskInfo().taskId(), unit);
        listener.accept(unit, 0);
    }

    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
        for (var task : CollectionConverters.asJava(update.accumUpdates())) {
            String unit = unitOfTask.get((Long) task._1());
            for (AccumulableInfo info : CollectionConverters.asJava(task._4())) {
                if (unit != null && info.id() == accumulator && info.update().isDefined()) {
                    listener.accept(unit, (Double) info.update().get());
                }
            }
        }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
        unitOfTask.remove(task.taskInfo().taskId());
    }
}
