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
     * Copies the parameters into {@code networks}, which may be fewer than the policy has.
     *
     * @throws IllegalArgumentException if the policy lacks one, or has it in another shape
     */
    public void copyInto(Map<String, Network> networks) {
        networks.forEach((name, network) -> {
            if (!network.shape().equals(manifest.networks().get(name))) {
                throw new IllegalArgumentException("network %s is %s in the policy and %s here"
                        .formatted(name, manifest.networks().get(name), network.shape()));
            }
            float[] values = parameters.get(name);
            network.parameters().write(0, values, 0, values.length);
        });
    }
}
