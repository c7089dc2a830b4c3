package t2drl.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import t2drl.common.AtomicFiles;

/**
 * Bytes of the Java heap that one call takes on the calling thread, exactly. (JMH's profiler counts its own bytes, too, which show where an operation takes long.)
 */
final class Allocation {
    /** The property that names the file for the result. */
    static final String FILE = "t2drl.benchmarks.allocation";

    private static final int CALLS = 20;

    private Allocation() {}

    static void report(Runnable call) {
        String file = System.getProperty(FILE);
        if (file != null) {
            AtomicFiles.write(Path.of(file), Double.toString(bytes(call)));
        }
    }

    private static double bytes(Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        call.run();
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        return (double) (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
    }
}
