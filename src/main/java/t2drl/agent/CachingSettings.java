package t2drl.agent;

import java.util.function.Consumer;
import t2drl.common.Records;
import t2drl.kernel.Activation;

/**
 * The cache learner's settings: DDQN over the feasible sets.
 *
 * @param hidden H
 * @param discount gamma; 0 by default, since a frame is a contextual bandit
 * @param targetRate tau of the target network
 * @param batch frames in a mini-batch
 * @param updatesPerFrame updates after every frame of all cells
 * @param learningRate at first; falls along a cosine to 5%
 * @param replayFrames most recent frames kept; older ones were earned with another allocator
 * @param startFraction part of the training before the first frame is kept: until then sets are random, and the allocator learns
 * @param epsilonFraction part of the training at which epsilon has fallen
 * @param historyFrames frames whose requests are seen, with {@link Observe#REQUESTS}
 */
public record CachingSettings(
        int hidden,
        Activation activation,
        double learningRate,
        double discount,
        double targetRate,
        int batch,
        int updatesPerFrame,
        int replayFrames,
        double startFraction,
        double epsilonStart,
        double epsilonEnd,
        double epsilonFraction,
        Observe observe,
        int historyFrames,
        DecidedBy decidedBy) {

    public static CachingSettings defaults() {
        return Records.build(CachingSettings.class, new Builder());
    }

    public CachingSettings with(Consumer<Builder> change) {
        Builder builder = new Builder();
        Records.fill(builder, this);
        change.accept(builder);
        return Records.build(CachingSettings.class, builder);
    }

    /** The fields, to be set; a new builder holds the defaults. */
    public static final class Builder {
        public int hidden = 128;
        public Activation activation = Activation.MISH;
        public double learningRate = 1e-3;
        public double discount = 0;
        public double targetRate = 0.005;
        public int batch = 64;
        public int updatesPerFrame = 24;
        public int replayFrames = 20_000;
        public double startFraction = 0.1;
        public double epsilonStart = 1;
        public double epsilonEnd = 0.1;
        public double epsilonFraction = 0.6;
        public Observe observe = Observe.POPULARITY;
        public int historyFrames = 1;
        public DecidedBy decidedBy = DecidedBy.LEARNER;
    }
}
