package t2drl.policy.onnx;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import t2drl.common.AtomicFiles;
import t2drl.common.UserException;
import t2drl.kernel.ChainShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.SharedShape;
import t2drl.policy.Policy;
import t2drl.policy.onnx.OnnxGraph.Free;

/**
 * Trained policies as ONNX models of opset 18, one a network, with a free first dimension {@code batch}; the shared family's leave {@code users} free, too.
 * Inputs and outputs are 32-bit floats:
 *
 * <ul>
 *   <li>actor: {@code state [batch, users, 14]} (flat: {@code [batch, 14 U]}) to {@code action [batch, 2 users]}, before the action map; a
 *       diffusion actor also takes {@code start [batch, 2 users]} and, with more than one step, {@code noise [steps - 1, batch, 2 users]}: block {@code i} is {@code
 *       z_{L-i}}
 *   <li>critics, shared: {@code state}, {@code bandwidth [batch, users]}, {@code fraction [batch, users]} (of A3) to {@code q [batch, users]}
 *   <li>critics, flat: {@code state}, {@code action} to {@code q [batch, 1]}
 *   <li>q, the cache learner: {@code state [batch, inputs]} to {@code q [batch, sets]}
 * </ul>
 */
public final class OnnxExport {
    /** Every file that {@link #write} may make. */
    public static final List<String> FILES = List.of("actor.onnx", "critic1.onnx", "critic2.onnx", "q.onnx");

    private static final Free BATCH = new Free("batch");
    private static final Free USERS = new Free("users");
    private static final Free ENTRIES = new Free("entries");

    private OnnxExport() {}

    /**
     * Writes one file a network into an existing folder and returns the files.
     *
     * @throws UserException if they cannot be written
     */
    public static List<Path> write(Policy policy, Path folder) {
        Map<String, byte[]> models = encode(policy);
        models.forEach((name, bytes) -> AtomicFiles.write(folder.resolve(name + ".onnx"), bytes));
        return models.keySet().stream()
                .map(name -> folder.resolve(name + ".onnx"))
                .toList();
    }

    /** The model of each network, by the network's name. */
    public static Map<String, byte[]> encode(Policy policy) {
        Map<String, byte[]> models = new LinkedHashMap<>();
        policy.manifest().networks().forEach((name, shape) -> {
            OnnxGraph graph = new OnnxGraph(name);
            OnnxNetworks network =
                    new OnnxNetworks(graph, shape, policy.parameters().get(name));
            if (name.equals("actor")) {
                actor(graph, network, shape);
            } else if (name.startsWith("critic")) {
                critic(graph, network, shape);
            } else {
                MlpShape mlp = (MlpShape) shape;
                String q = network.mlp(mlp, graph.input("state", BATCH, mlp.inputs()));
                graph.output(q, "q", BATCH, mlp.outputs());
            }
            models.put(name, graph.toByteArray());
        });
        return models;
    }

    private static void actor(OnnxGraph graph, OnnxNetworks network, NetworkShape shape) {
        switch (shape) {
            case SharedChainShape chain -> {
                String state = graph.input("state", BATCH, USERS, chain.features());
                String start = graph.input("start", BATCH, ENTRIES);
                int noisy = chain.schedule().steps() - 1;
                String noise = noisy == 0 ? "" : graph.input("noise", noisy, BATCH, ENTRIES);
                graph.output(network.sharedChain(chain, state, start, noise), "action", BATCH, ENTRIES);
            }
            case SharedShape net -> {
                String state = graph.input("state", BATCH, USERS, net.inputs());
                graph.output(network.action(network.shared(net, state)), "action", BATCH, ENTRIES);
            }
            case ChainShape chain -> {
                String state = graph.input("state", BATCH, chain.state());
                String start = graph.input("start", BATCH, chain.action());
                int noisy = chain.schedule().steps() - 1;
                String noise = noisy == 0 ? "" : graph.input("noise", noisy, BATCH, chain.action());
                graph.output(network.chain(chain, state, start, noise), "action", BATCH, chain.action());
            }
            case MlpShape mlp -> {
                String state = graph.input("state", BATCH, mlp.inputs());
                graph.output(network.mlp(mlp, state), "action", BATCH, mlp.outputs());
            }
        }
    }

    private static void critic(OnnxGraph graph, OnnxNetworks network, NetworkShape shape) {
        switch (shape) {
            case SharedShape net -> {
                String state = graph.input("state", BATCH, USERS, net.inputs() - 2);
                String bandwidth = graph.input("bandwidth", BATCH, USERS);
                String fraction = graph.input("fraction", BATCH, USERS);
                String users = graph.node(
                        Map.of("to", 1L),
                        "Cast",
                        graph.node(Map.of("axis", 0L), "Gather", graph.node("Shape", bandwidth), graph.index(1)));
                String log = graph.node("Log", graph.node("Mul", bandwidth, users));
                String twice = graph.node("Mul", fraction, graph.constant(2));
                String last = graph.constant(new long[] {2});
                String x = graph.node(
                        Map.of("axis", 2L),
                        "Concat",
                        state,
                        graph.node("Unsqueeze", log, last),
                        graph.node("Unsqueeze", twice, last));
                graph.output(graph.node("Squeeze", network.shared(net, x), last), "q", BATCH, USERS);
            }
            case MlpShape mlp -> {
                String state = graph.input("state", BATCH, new Free("features"));
                String action = graph.input("action", BATCH, ENTRIES);
                String x = graph.node(Map.of("axis", 1L), "Concat", state, action);
                graph.output(network.mlp(mlp, x), "q", BATCH, mlp.outputs());
            }
            default -> throw new IllegalArgumentException(shape + " is no critic's");
        }
    }
}
