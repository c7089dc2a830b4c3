package t2drl.benchmarks;

import t2drl.agent.ActorCritic;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.edge.Scenario;
import t2drl.kernel.Activation;
import t2drl.kernel.AdamRule;
import t2drl.kernel.CellShape;
import t2drl.kernel.ChainShape;
import t2drl.kernel.MapShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.Prediction;
import t2drl.kernel.Schedule;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.SharedShape;
import t2drl.nn.Actor;
import t2drl.nn.Critic;
import t2drl.nn.FlatCritic;
import t2drl.nn.FlatDiffusionActor;
import t2drl.nn.FlatMlpActor;
import t2drl.nn.SharedCritic;
import t2drl.nn.SharedDiffusionActor;
import t2drl.nn.SharedMlpActor;

/**
 * Sizes and settings of one allocation learner, in numbers that our learner and the peers' are both built from.
 *
 * @param features of a user in the shared family, of the whole cell in the flat one
 */
public record LearnerCase(
        Family family,
        AgentKind agent,
        int users,
        int features,
        int hidden,
        int embedding,
        Activation activation,
        NoiseSchedule schedule,
        MapShape map,
        double discount,
        double targetRate,
        double actorRate,
        double criticRate) {

    /** The three learners that are timed. */
    public enum Kind {
        /** The default of {@code t2drl train}. */
        SHARED,
        /** The textbook form at the full size of the design's measurements: 85 numbers of state, SiLU, discounted, so with target networks. */
        FLAT,
        /** The default of {@code t2drl train --family flat}: 210 numbers of state, Mish, no discount. */
        FLAT_TRAINED
    }

    public static LearnerCase of(Kind kind, AgentKind agent) {
        Family family = kind == Kind.SHARED ? Family.SHARED : Family.FLAT;
        LearnerSettings s = LearnerSettings.defaults(family);
        MapShape map = Scenario.defaults().mapShape();
        int users = map.users();
        boolean small = kind == Kind.FLAT;
        return new LearnerCase(
                family,
                agent,
                users,
                small ? 85 : family == Family.SHARED ? CellShape.FEATURES : users * CellShape.FEATURES,
                s.hidden(),
                s.stepEmbedding(),
                small ? Activation.SILU : s.activation(),
                new NoiseSchedule(s.denoisingSteps(), s.betaMin(), s.betaMax()),
                map,
                small ? 0.95 : s.discount(),
                s.targetRate(),
                s.actorLearningRate(),
                s.criticLearningRate());
    }

    public boolean shared() {
        return family == Family.SHARED;
    }

    /** Numbers of a raw action. */
    public int action() {
        return 2 * users;
    }

    /** Numbers in one cell's state. */
    public int state() {
        return shared() ? users * features : features;
    }

    /** Numbers of value for one cell. */
    public int values() {
        return shared() ? users : 1;
    }

    public Actor actor() {
        boolean diffusion = agent == AgentKind.D3PG;
        if (shared()) {
            return diffusion
                    ? new SharedDiffusionActor(new SharedChainShape(
                            users, features, hidden, embedding, activation, schedule, Prediction.CLEAN))
                    : new SharedMlpActor(new SharedShape(users, features, hidden, 2, activation, Activation.TANH));
        }
        return diffusion
                ? new FlatDiffusionActor(new ChainShape(features, action(), hidden, embedding, activation, schedule))
                : new FlatMlpActor(new MlpShape(features, hidden, action(), activation, Activation.TANH));
    }

    public Critic critic() {
        return shared()
                ? new SharedCritic(
                        new SharedShape(users, features + 2, hidden, 1, activation, Activation.IDENTITY), map)
                : new FlatCritic(
                        new MlpShape(features + action(), hidden, 1, activation, Activation.IDENTITY), action());
    }

    public ActorCritic.Settings settings() {
        return new ActorCritic.Settings(
                1,
                discount,
                targetRate,
                new AdamRule(Schedule.constant(actorRate)),
                new AdamRule(Schedule.constant(criticRate)));
    }
}
