package t2drl.benchmarks.peer;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The start of ONNX Runtime, once a process. */
final class OnnxStart {
    /** Version 1.29 matches the command line, class path included, with a recursive regular expression when it starts: a thread's usual stack is too small for ours. */
    private static final long STACK_BYTES = 64L << 20;

    private OnnxStart() {}

    static OrtEnvironment environment() throws OrtException {
        FutureTask<OrtEnvironment> start =
                new FutureTask<>(() -> OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR));
        new Thread(null, start, "onnxruntime-start", STACK_BYTES).start();
        try {
            OrtEnvironment environment = start.get();
            environment.setTelemetry(false);
            return environment;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
