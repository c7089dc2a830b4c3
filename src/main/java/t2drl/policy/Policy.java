package t2drl.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import t2drl.nn.Network;

/**
 * A trained policy.
 *
 * @param parameters each network's parameters, in the order of its {@link t2drl.kernel.ParameterLayout}, under the same names
 *     as {@link Manifest#networks}
 */
public record Policy(Manifest manifest, Map<String, float[]> parameters) {
    /** Copies the parameters of {@code networks} off their device. */
    public static Map<String, float[]> parametersOf(Map<String, Network> networks) {
        Map<String, float[]> parameters = new LinkedHashMap<>();
        networks.forEach((name, network) -> {
            float[] values = new float[network.layout().size()];
            network.parameters().read(0, values, 0, values.length);
            parameters.put(name, values);
        });
        return parameters;
    }

    /**
     * Copies the parameters into {@code networks}, which may be fewer than the policy has, and for another number of users: those of the shared family
     * have the same parameters for any.
     *
     * @throws IllegalArgumentException if a network has another number of parameters in the policy
     */
    public void copyInto(Map<String, Network> networks) {
        networks.forEach((name, network) -> {
            float[] values = parameters.get(name);
            if (values.length != network.layout().size()) {
                throw new IllegalArgumentException("network %s has %d parameters in the policy and %d here"
                        .formatted(name, values.length, network.layout().size()));
            }
            network.parameters().write(0, values, 0, values.length);
        });
    }
}
