package t2drl.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.TaskContext;

/** GPUs as a resource of Spark: a task gets one for itself, whose number completes the device {@code cuda}. */
final class Gpus {
    static final String RESOURCE = "gpu";

    private static final Pattern ANY_GPU = Pattern.compile("cuda(\\+tf32)?");

    private Gpus() {}

    /** Whether Spark has to say which GPU. */
    static boolean wanted(String device) {
        return ANY_GPU.matcher(device).matches();
    }

    /** The device with the number of the GPU that the task was given, if it was given one. */
    static String device(String device, TaskContext task) {
        Matcher any = ANY_GPU.matcher(device);
        var given = task.resourcesJMap().get(RESOURCE);
        return any.matches() && given != null ? device.replace("cuda", "cuda:" + given.addresses()[0]) : device;
    }
}
