package t2drl.policy;

import java.util.Map;

/**
 * A trained policy.
 *
 * @param parameters each network's parameters, in the order of its {@link t2drl.kernel.ParameterLayout}, under the same names
 *     as {@link Manifest#networks}
 */
public record Policy(Manifest manifest, Map<String, float[]> parameters) {}
