package t2drl.benchmarks.peer;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import t2drl.benchmarks.Decider;
import t2drl.benchmarks.LearnerCase;
import t2drl.benchmarks.T2drlDecider;

/** The actor in ONNX Runtime, all graph optimisations on, with inputs and output that stay in the same memory. */
final class OnnxDecider implements Decider {
    private final List<AutoCloseable> resources = new ArrayList<>();
    private final OrtSession session;
    private final FloatBuffer state;
    private final FloatBuffer action;
    private final Map<String, OnnxTensor> inputs = new HashMap<>();
    private final Map<String, OnnxTensor> outputs;

    OnnxDecider(LearnerCase c, T2drlDecider ours, int cells) {
        try {
            OnnxTensors graph = new OnnxTensors();
            long[] stateShape =
                    c.shared() ? new long[] {cells, c.users(), c.features()} : new long[] {cells, c.features()};
            int steps = c.schedule().steps();
            String input = graph.input("state", stateShape);
            String decided = new PeerActor<>(graph, c)
                    .apply(
                            PeerLayers.parameters(graph, ours.network()),
                            input,
                            graph.blocks("noise", steps, cells, c.action()),
                            cells);
            byte[] model = graph.model(decided, cells, c.action());
            OrtEnvironment environment = OnnxStart.environment();
            SessionOptions options = new SessionOptions();
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
            session = environment.createSession(model, options);
            resources.add(session);
            state = buffer(cells * c.state());
            inputs.put("state", tensor(environment, state, stateShape));
            float[] noise = ours.noise();
            int block = cells * c.action();
            for (int i = 0; i < steps; i++) {
                FloatBuffer values = buffer(block);
                values.put(0, Arrays.copyOfRange(noise, i * block, (i + 1) * block));
                inputs.put("noise_" + i, tensor(environment, values, cells, c.action()));
            }
            action = buffer(block);
            outputs = Map.of("action", tensor(environment, action, cells, c.action()));
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private OnnxTensor tensor(OrtEnvironment environment, FloatBuffer values, long... shape) throws OrtException {
        OnnxTensor tensor = OnnxTensor.createTensor(environment, values, shape);
        resources.add(tensor);
        return tensor;
    }

    private static FloatBuffer buffer(int length) {
        return ByteBuffer.allocateDirect(4 * length)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    @Override
    public void decide(float[] states, float[] actions) {
        state.put(0, states);
        try (OrtSession.Result _ = session.run(inputs, outputs)) {
            action.get(0, actions);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
