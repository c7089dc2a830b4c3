package t2drl.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import t2drl.edge.CacheSets;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.host.FeatureScale;

/**
 * Everything about a trained policy but its weights, {@code policy.json}: enough to run it without this program.
 *
 * @param formatVersion {@link #FORMAT_VERSION}
 * @param networks shape of each network by the prefix of its tensors' names, such as {@code actor}; a chain's shape holds its noise schedule
 * @param featureScale what the learners' features are scaled by
 * @param rewardScale what the allocator's rewards, and so its critic's values, are scaled by
 * @param cacheSets the models, from 0, of each action of the cache learner
 * @param configuration scenario and learners, as a configuration file has them, in values of {@link t2drl.common.JsonTree}; not checked here
 * @param training how it came about
 */
public record Manifest(
        int formatVersion,
        Map<String, NetworkShape> networks,
        Features featureScale,
        Moments rewardScale,
        List<List<Integer>> cacheSets,
        Map<String, Object> configuration,
        Training training) {
    /** The version that this program writes, and the only one that it reads. */
    public static final int FORMAT_VERSION = 2;

    public Manifest {
        for (NetworkShape shape : networks.values()) {
            Objects.requireNonNull(shape);
        }
        networks = Collections.unmodifiableMap(new LinkedHashMap<>(networks));
        List<List<Integer>> sets = new ArrayList<>(cacheSets.size());
        for (List<Integer> set : cacheSets) {
            sets.add(List.copyOf(set));
        }
        cacheSets = Collections.unmodifiableList(sets);
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

    /** See {@link FeatureScale}. */
    public record Features(
            double gainOffsetDb,
            double gainDb,
            double inputBits,
            double outputBits,
            double qualityStartSteps,
            double worstTv,
            double qualityEndSteps,
            double bestTv,
            double secondsPerStep,
            double fixedSeconds,
            double worthPerStep,
            double shortestSeconds) {
        /** The scale of this program. */
        public static Features ofThisProgram() {
            return new Features(
                    FeatureScale.GAIN_OFFSET_DB,
                    FeatureScale.GAIN_DB,
                    FeatureScale.INPUT_BITS,
                    FeatureScale.OUTPUT_BITS,
                    FeatureScale.A1,
                    FeatureScale.A2,
                    FeatureScale.A3,
                    FeatureScale.A4,
                    FeatureScale.B1,
                    FeatureScale.B2,
                    FeatureScale.WORTH_PER_STEP,
                    FeatureScale.SHORTEST_SECONDS);
        }
    }

    /** A number {@code x} is scaled to {@code (x - mean) / deviation}. */
    public record Moments(double mean, double deviation) {}

    /** Where a policy comes from. */
    public record Training(long seed, long updates, double wallSeconds, String device, String program, String java) {}
}
