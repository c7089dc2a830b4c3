package t2drl.testing;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** ONNX Runtime, for what is checked against it. */
public final class OnnxRuntime {
    /** At its start version 1.29 matches the whole command line, class path included, with a recursive regular expression: that takes more than a thread's usual stack. */
    private static final long STACK_BYTES = 64L << 20;

    private static final OrtEnvironment ENVIRONMENT = environment();

    private OnnxRuntime() {}

    /** Numbers with a shape. */
    public record Input(float[] numbers, long... shape) {}

    /** A session on one thread. */
    public static OrtSession session(byte[] model) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            return ENVIRONMENT.createSession(model, options);
        }
    }

    /** The only output of a model. */
    public static float[] run(byte[] model, Map<String, Input> inputs) throws OrtException {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        try (OrtSession session = session(model)) {
            for (Map.Entry<String, Input> input : inputs.entrySet()) {
                FloatBuffer numbers = FloatBuffer.wrap(input.getValue().numbers());
                tensors.put(
                        input.getKey(),
                        OnnxTensor.createTensor(
                                ENVIRONMENT, numbers, input.getValue().shape()));
            }
            try (OrtSession.Result result = session.run(tensors)) {
                FloatBuffer numbers = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] copy = new float[numbers.remaining()];
                numbers.get(copy);
                return copy;
            }
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private static OrtEnvironment environment() {
        // A lambda of this class would wait for the end of this class's initialisation.
        FutureTask<OrtEnvironment> start = new FutureTask<>(OrtEnvironment::getEnvironment);
        new Thread(null, start, "onnxruntime-start", STACK_BYTES).start();
        try {
            OrtEnvironment environment = start.get();
            environment.setTelemetry(false);
            return environment;
        } catch (InterruptedException | ExecutionException | OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
