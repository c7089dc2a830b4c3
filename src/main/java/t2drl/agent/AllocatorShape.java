package t2drl.agent;

import t2drl.kernel.Activation;
import t2drl.kernel.ChainShape;
import t2drl.kernel.MapShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.Prediction;
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
 * The networks of an allocation agent for {@code map.users()} users with {@code features} features each. The flat family sees all features of
 * a cell as one state, and its diffusion actor predicts the noise, whatever {@code prediction} says.
 */
public record AllocatorShape(
        Family family,
        int features,
        int hidden,
        int embedding,
        Activation activation,
        NoiseSchedule schedule,
        Prediction prediction,
        MapShape map) {
    private int users() {
        return map.users();
    }

    private int state() {
        return users() * features;
    }

    /** D3PG's actor. */
    public Actor diffusionActor() {
        return switch (family) {
            case SHARED ->
                new SharedDiffusionActor(
                        new SharedChainShape(users(), features, hidden, embedding, activation, schedule, prediction));
            case FLAT ->
                new FlatDiffusionActor(new ChainShape(state(), 2 * users(), hidden, embedding, activation, schedule));
        };
    }

    /** DDPG's actor. */
    public Actor deterministicActor() {
        return switch (family) {
            case SHARED ->
                new SharedMlpActor(new SharedShape(users(), features, hidden, 2, activation, Activation.TANH));
            case FLAT -> new FlatMlpActor(new MlpShape(state(), hidden, 2 * users(), activation, Activation.TANH));
        };
    }

    public Critic critic() {
        return switch (family) {
            case SHARED ->
                new SharedCritic(
                        new SharedShape(users(), features + 2, hidden, 1, activation, Activation.IDENTITY), map);
            case FLAT ->
                new FlatCritic(
                        new MlpShape(state() + 2 * users(), hidden, 1, activation, Activation.IDENTITY), 2 * users());
        };
    }
}
