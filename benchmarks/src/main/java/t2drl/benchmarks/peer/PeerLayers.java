package t2drl.benchmarks.peer;

import java.util.LinkedHashMap;
import java.util.Map;
import t2drl.kernel.Activation;
import t2drl.kernel.ParameterLayout;
import t2drl.nn.Network;

/** The networks that actors and critics are made of, one linear layer after the other. */
record PeerLayers<T>(ActorTensors<T> t, Activation activation) {
    /** The weights of one of our networks by name. */
    static <T> Map<String, T> parameters(ActorTensors<T> t, Network network) {
        Map<String, T> parameters = new LinkedHashMap<>();
        for (ParameterLayout.Entry entry : network.layout().entries()) {
            long[] shape = entry.shape().stream().mapToLong(Integer::longValue).toArray();
            parameters.put(entry.name(), t.parameter(Floats.of(network.get(entry.name())), shape));
        }
        return parameters;
    }

    T sharedNet(Map<String, T> p, T x) {
        T h1 = activate(linear(p, "net.1", x));
        T h2 = activate(t.add(linear(p, "net.2", h1), t.linear(t.mean(h1, 1), p.get("net.2.pool.weight"))));
        T h3 = activate(t.add(linear(p, "net.3", h2), t.linear(t.mean(h2, 1), p.get("net.3.pool.weight"))));
        return linear(p, "net.4", h3);
    }

    T mlp(Map<String, T> p, String prefix, T x) {
        T h1 = activate(linear(p, prefix + "0", x));
        T h2 = activate(linear(p, prefix + "2", h1));
        return linear(p, prefix + "4", h2);
    }

    T linear(Map<String, T> p, String layer, T x) {
        return t.linear(x, p.get(layer + ".weight"), p.get(layer + ".bias"));
    }

    T activate(T x) {
        return switch (activation) {
            case IDENTITY -> x;
            case RELU -> t.relu(x);
            case SILU -> t.silu(x);
            case MISH -> t.mish(x);
            case TANH -> t.tanh(x);
        };
    }
}
