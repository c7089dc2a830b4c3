package t2drl.benchmarks.peer;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/** The model that {@code t2drl export} makes of a shared family's D3PG actor, in ONNX Runtime on one thread, without noise; inputs and output stay in the same memory. */
public final class OnnxPolicy implements AutoCloseable {
    private final OrtSession session;
    private final FloatBuffer state;
    private final FloatBuffer action;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;

    /** {@code steps} of the chain, two at least. */
    public OnnxPolicy(byte[] model, int cells, int users, int features, int steps) {
        try (SessionOptions options = new SessionOptions()) {
            OrtEnvironment environment = OnnxStart.environment();
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
            session = environment.createSession(model, options);
            int entries = 2 * users;
            state = zeros(cells * users * features);
            action = zeros(cells * entries);
            inputs = Map.of(
                    "state", OnnxTensor.createTensor(environment, state, new long[] {cells, users, features}),
                    "start", OnnxTensor.createTensor(environment, zeros(cells * entries), new long[] {cells, entries}),
                    "noise",
                            OnnxTensor.createTensor(environment, zeros((steps - 1) * cells * entries), new long[] {
                                steps - 1, cells, entries
                            }));
            outputs = Map.of("action", OnnxTensor.createTensor(environment, action, new long[] {cells, entries}));
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FloatBuffer zeros(int length) {
        return ByteBuffer.allocateDirect(Float.BYTES * length)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** The raw actions of the states from {@code at} on. */
    public void decide(float[] states, int at, float[] actions) {
        state.put(0, states, at, state.capacity());
        try (OrtSession.Result _ = session.run(inputs, outputs)) {
            action.get(0, actions, 0, action.capacity());
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Fails unless the first states' raw actions are {@code ours}. */
    public void check(float[] states, float[] ours) {
        float[] theirs = new float[ours.length];
        decide(states, 0, theirs);
        Agreement.require(Peers.ONNX_RUNTIME, "actions", ours, theirs, Peers.ACTIONS);
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
