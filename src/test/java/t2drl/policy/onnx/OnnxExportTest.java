package t2drl.policy.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import t2drl.agent.AgentKind;
import t2drl.agent.AllocatorShape;
import t2drl.agent.Family;
import t2drl.config.Configuration;
import t2drl.edge.Scenario;
import t2drl.kernel.Activation;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.MlpShape;
import t2drl.kernel.Prediction;
import t2drl.kernel.scalar.ScalarDevice;
import t2drl.method.LearnedPolicy;
import t2drl.method.Training;
import t2drl.nn.Actor;
import t2drl.nn.Critic;
import t2drl.nn.Network;
import t2drl.nn.SharedCritic;
import t2drl.policy.Policy;
import t2drl.testing.OnnxRuntime;
import t2drl.testing.OnnxRuntime.Input;
import t2drl.testing.TestPolicies;

/** What ONNX Runtime makes of the exported models, against the scalar device, for batches of several sizes. */
class OnnxExportTest {
    private static final float TOLERANCE = 1e-5f;
    private static final int[] BATCHES = {1, 2, 67};

    private final Random random = new Random(3);
    private final Device device = new ScalarDevice();

    static Stream<Arguments> policies() {
        Stream<Arguments> all = Stream.of();
        for (Family family : Family.values()) {
            for (AgentKind agent : AgentKind.values()) {
                String name = family + " " + agent;
                all = Stream.concat(
                        all, Stream.of(Arguments.of(name, agent, TestPolicies.random(family, agent, name.hashCode()))));
            }
        }
        for (Activation activation : List.of(Activation.MISH, Activation.SILU, Activation.TANH)) {
            Policy odd = TestPolicies.random(
                    Scenario.defaults().with(s -> s.users = 3),
                    Family.SHARED,
                    s -> {
                        s.hidden = 13;
                        s.activation = activation;
                        s.denoisingSteps = activation == Activation.TANH ? 1 : 5;
                        s.critics = 2;
                    },
                    activation.ordinal());
            all = Stream.concat(all, Stream.of(Arguments.of("odd sizes, " + activation, AgentKind.D3PG, odd)));
        }
        Policy noise = TestPolicies.random(Scenario.defaults(), Family.SHARED, s -> s.prediction = Prediction.NOISE, 7);
        return Stream.concat(all, Stream.of(Arguments.of("noise prediction", AgentKind.D3PG, noise)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void onnxRuntimeComputesTheSame(String name, AgentKind agent, Policy policy) throws OrtException {
        AllocatorShape shape = allocator(policy);
        Actor actor = agent == AgentKind.D3PG ? shape.diffusionActor() : shape.deterministicActor();
        Map<String, byte[]> models = OnnxExport.encode(policy);
        for (int batch : BATCHES) {
            actor(policy, models.get("actor"), actor, batch, shape.family());
            for (String critic :
                    models.keySet().stream().filter(n -> n.startsWith("critic")).toList()) {
                critic(policy, critic, models.get(critic), shape.critic(), batch);
            }
            cacheLearner(policy, models.get("q"), batch);
        }
    }

    private void actor(Policy policy, byte[] model, Actor actor, int batch, Family family) throws OrtException {
        float[] state = normal(batch * actor.state());
        float[] noise = normal(batch * actor.noise());
        Buffer action = device.buffer(batch * actor.action());
        actor.pass(device, batch, false)
                .forward(network(policy, "actor").parameters(), buffer(state), buffer(noise), action);

        Map<String, Input> inputs = new LinkedHashMap<>();
        inputs.put("state", state(state, batch, family));
        int block = batch * actor.action();
        if (noise.length > 0) {
            inputs.put("start", new Input(Arrays.copyOf(noise, block), batch, actor.action()));
        }
        if (noise.length > block) {
            int blocks = noise.length / block - 1;
            inputs.put(
                    "noise", new Input(Arrays.copyOfRange(noise, block, noise.length), blocks, batch, actor.action()));
        }
        assertThat(OnnxRuntime.run(model, inputs)).containsExactly(floats(action), within(TOLERANCE));
    }

    private void critic(Policy policy, String name, byte[] model, Critic critic, int batch) throws OrtException {
        int users = allocator(policy).map().users();
        float[] state = normal(batch * users * 14);
        float[] action = normal(batch * users * 2);
        for (int i = 0; i < action.length; i++) {
            action[i] = (float) Math.tanh(action[i]);
        }
        float[] hit = new float[batch * users];
        float[] a3 = new float[batch * users];
        for (int i = 0; i < hit.length; i++) {
            hit[i] = random.nextInt(2);
            a3[i] = 100 + random.nextInt(150);
        }
        Buffer q = device.buffer(batch * critic.values());
        Critic.Pass pass = critic.pass(device, batch, false);
        pass.input(buffer(state), buffer(action), buffer(hit), buffer(a3));
        pass.forward(network(policy, name).parameters(), q);

        Map<String, Input> inputs = new LinkedHashMap<>();
        if (pass instanceof SharedCritic.MappedPass mapped) {
            inputs.put("state", state(state, batch, Family.SHARED));
            inputs.put("bandwidth", new Input(floats(mapped.b()), batch, users));
            inputs.put("fraction", new Input(floats(mapped.f()), batch, users));
        } else {
            inputs.put("state", state(state, batch, Family.FLAT));
            inputs.put("action", new Input(action, batch, 2 * users));
        }
        assertThat(OnnxRuntime.run(model, inputs)).containsExactly(floats(q), within(TOLERANCE));
    }

    private void cacheLearner(Policy policy, byte[] model, int batch) throws OrtException {
        MlpShape shape = (MlpShape) policy.manifest().networks().get("q");
        float[] state = normal(batch * shape.inputs());
        Buffer q = device.buffer(batch * shape.outputs());
        device.networks()
                .mlpForward(
                        device.networks().tape(shape, batch, false),
                        network(policy, "q").parameters(),
                        buffer(state),
                        q);

        assertThat(OnnxRuntime.run(model, Map.of("state", new Input(state, batch, shape.inputs()))))
                .containsExactly(floats(q), within(TOLERANCE));
    }

    @Test
    void writesOneFileANetwork(@TempDir Path folder) throws Exception {
        Policy policy = TestPolicies.random(Family.SHARED, AgentKind.D3PG, 1);

        List<Path> files = OnnxExport.write(policy, folder);

        try (Stream<Path> list = Files.list(folder)) {
            assertThat(list).containsExactlyInAnyOrderElementsOf(files);
        }
        assertThat(files)
                .allMatch(file -> OnnxExport.FILES.contains(file.getFileName().toString()));
        assertThat(Files.readAllBytes(folder.resolve("q.onnx")))
                .isEqualTo(OnnxExport.encode(policy).get("q"));
    }

    /** Weights do not depend on the number of users, and neither do models. */
    @Test
    void sharedModelsTakeAnyNumberOfUsers() throws OrtException {
        Policy five = TestPolicies.random(Scenario.defaults().with(s -> s.users = 5), Family.SHARED, _ -> {}, 4);
        Policy fifteen = TestPolicies.random(Family.SHARED, AgentKind.D3PG, 4);
        assertThat(five.parameters()).usingRecursiveComparison().isEqualTo(fifteen.parameters());
        Actor actor = allocator(fifteen).diffusionActor();

        actor(five, OnnxExport.encode(five).get("actor"), actor, 3, Family.SHARED);
    }

    private static Input state(float[] state, int batch, Family family) {
        int cell = state.length / batch;
        return family == Family.SHARED ? new Input(state, batch, cell / 14, 14) : new Input(state, batch, cell);
    }

    private static AllocatorShape allocator(Policy policy) {
        Configuration configuration = LearnedPolicy.from(policy, "test").configuration();
        return Training.allocatorShape(configuration.scenario(), configuration.learners());
    }

    private Network network(Policy policy, String name) {
        Network network = new Network(device, policy.manifest().networks().get(name));
        float[] values = policy.parameters().get(name);
        network.parameters().write(0, values, 0, values.length);
        return network;
    }

    private Buffer buffer(float[] values) {
        Buffer buffer = device.buffer(values.length);
        buffer.write(0, values, 0, values.length);
        return buffer;
    }

    private static float[] floats(Buffer buffer) {
        float[] values = new float[buffer.length()];
        buffer.read(0, values, 0, values.length);
        return values;
    }

    private float[] normal(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
