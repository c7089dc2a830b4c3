package t2drl.agent;

import java.util.function.Consumer;
import t2drl.common.Records;
import t2drl.kernel.Activation;
import t2drl.kernel.Prediction;

/**
 * The settings of both learners and of their training.
 *
 * @param cells cells trained on in parallel
 * @param episodes episodes each cell lives through
 * @param batch slots in a mini-batch
 * @param replaySlots slots kept for replay
 * @param hidden H
 * @param denoisingSteps L
 * @param prediction what the diffusion actor's network predicts; the flat family knows only noise
 * @param stepEmbedding E
 * @param discount gamma of the allocation learner; 0 by default, since a slot is a contextual bandit
 * @param targetRate tau of the target networks, which exist with a discount above 0
 * @param finalLearningRateFraction where the cosine of both learning rates ends
 * @param warmupSlots slots of every cell with uniform actions at first
 * @param actorDelayUpdates updates after which the actor learns, too
 * @param noiseFraction part of the training over which exploration noise falls
 * @param bestOf candidates of which the critic chooses when a policy is evaluated
 */
public record LearnerSettings(
        AgentKind agent,
        Family family,
        int cells,
        int episodes,
        int batch,
        int replaySlots,
        int hidden,
        Activation activation,
        int denoisingSteps,
        Prediction prediction,
        int stepEmbedding,
        double betaMin,
        double betaMax,
        int critics,
        double discount,
        double targetRate,
        double actorLearningRate,
        double criticLearningRate,
        double finalLearningRateFraction,
        int warmupSlots,
        int actorDelayUpdates,
        double noiseStart,
        double noiseEnd,
        double noiseFraction,
        int bestOf,
        DecidedBy decidedBy,
        CachingSettings caching) {

    /** The defaults of a family. */
    public static LearnerSettings defaults(Family family) {
        return Records.build(LearnerSettings.class, new Builder(family));
    }

    public LearnerSettings with(Consumer<Builder> change) {
        Builder builder = new Builder(family);
        Records.fill(builder, this);
        change.accept(builder);
        return Records.build(LearnerSettings.class, builder);
    }

    /** The fields, to be set; a new builder holds the defaults of a family. */
    public static final class Builder {
        public AgentKind agent = AgentKind.D3PG;
        public Family family;
        public int cells = 64;
        public int episodes = 60;
        public int batch = 256;
        public int replaySlots = 50_000;
        public int hidden = 64;
        public Activation activation = Activation.RELU;
        public int denoisingSteps = 3;
        public Prediction prediction = Prediction.CLEAN;
        public int stepEmbedding = 16;
        public double betaMin = 0.1;
        public double betaMax = 10;
        public int critics = 1;
        public double discount = 0;
        public double targetRate = 0.005;
        public double actorLearningRate = 2e-3;
        public double criticLearningRate = 4e-3;
        public double finalLearningRateFraction = 0.05;
        public int warmupSlots = 50;
        public int actorDelayUpdates = 100;
        public double noiseStart = 0.3;
        public double noiseEnd = 0.1;
        public double noiseFraction = 0.6;
        public int bestOf = 16;
        public DecidedBy decidedBy = DecidedBy.LEARNER;
        public CachingSettings caching = CachingSettings.defaults();

        public Builder(Family family) {
            this.family = family;
            if (family == Family.FLAT) {
                hidden = 256;
                activation = Activation.MISH;
                denoisingSteps = 5;
                prediction = Prediction.NOISE;
                actorLearningRate = 1e-3;
                criticLearningRate = 2e-3;
            }
        }
    }
}
