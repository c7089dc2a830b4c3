package t2drl.policy;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import t2drl.agent.LearnerSettings;
import t2drl.edge.CacheSets;
import t2drl.edge.Scenario;
import t2drl.kernel.NetworkShape;

/**
 * Everything about a trained policy but its weights, {@code policy.json}: enough to run it without this program.
 *
 * @param formatVersion {@link #FORMAT_VERSION}
 * @param networks shape of each network by the prefix of its tensors' names, such as {@code actor}; a chain's shape holds its noise schedule
 * @param allocatorReward what the allocator's rewards were reduced by
 * @param cacheReward what the cache learner's rewards were reduced by
 * @param cacheSets the models, from 0, of each action of the cache learner
 * @param scenario what it was trained on; not checked here
 * @param learner how it was trained; not checked here
 * @param training how it came about
 */
public record Manifest(
        int formatVersion,
        Map<String, NetworkShape> networks,
        Moments allocatorReward,
        Moments cacheReward,
        List<List<Integer>> cacheSets,
        Scenario scenario,
        LearnerSettings learner,
        Training training) {
    /** The version that this program writes, and the only one that it reads. */
    public static final int FORMAT_VERSION = 1;

    public Manifest {
        networks.values().forEach(Objects::requireNonNull);
        networks = Collections.unmodifiableMap(new LinkedHashMap<>(networks));
        cacheSets = cacheSets.stream().map(List::copyOf).toList();
    }

    /** The form of {@link #cacheSets}. */
    public static List<List<Integer>> modelsOf(CacheSets sets, int models) {
        return Arrays.stream(sets.masks())
                .mapToObj(mask -> IntStream.range(0, models)
                        .filter(model -> CacheSets.contains(mask, model))
                        .boxed()
                        .toList())
                .toList();
    }

    /** A number {@code x} is scaled to {@code (x - mean) / deviation}. */
    public record Moments(double mean, double deviation) {}

    /** Where a policy comes from. */
    public record Training(long seed, long updates, double wallSeconds, String device, String program, String java) {}
}
