package t2drl.method;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What the training loop reports every so often: one line of {@code metrics.jsonl} and one point of the learning curve.
 * Means run over the slots since the report before. NaN where nothing is known yet, such as a loss before the first
 * update.
 *
 * @param globalStep slots simulated so far, all cells together
 * @param updates updates of the allocator so far
 * @param seconds since training began
 * @param episodicReturn mean over cells of the sum of an episode's slot rewards
 * @param slotReward mean slot reward, s; its negative is the cost
 * @param hitRatio requests that found their model cached
 * @param lateRatio requests that missed their deadline
 * @param stepsPerSecond slots per second, all cells together
 * @param criticLoss loss of the allocator's first critic
 * @param actorLoss loss of the allocator's actor
 * @param cacheLoss loss of the cache learner
 * @param criticNorm norm of the first critic's weights; these four grow without limit where a training diverges
 * @param actorNorm norm of the actor's weights
 * @param criticGradient norm of the first critic's last gradient
 * @param actorGradient norm of the actor's last gradient
 * @param epsilon the cache learner's exploration
 * @param noise standard deviation of the allocator's exploration noise
 */
public record TrainingMetrics(
        @JsonProperty("global_step") long globalStep,
        @JsonProperty("updates") long updates,
        @JsonProperty("seconds") double seconds,
        @JsonProperty("charts/episodic_return") double episodicReturn,
        @JsonProperty("slot_reward") double slotReward,
        @JsonProperty("hit_ratio") double hitRatio,
        @JsonProperty("late_ratio") double lateRatio,
        @JsonProperty("charts/SPS") double stepsPerSecond,
        @JsonProperty("losses/qf1_loss") double criticLoss,
        @JsonProperty("losses/actor_loss") double actorLoss,
        @JsonProperty("losses/td_loss") double cacheLoss,
        @JsonProperty("norms/qf1_weights") double criticNorm,
        @JsonProperty("norms/actor_weights") double actorNorm,
        @JsonProperty("norms/qf1_gradient") double criticGradient,
        @JsonProperty("norms/actor_gradient") double actorGradient,
        @JsonProperty("epsilon") double epsilon,
        @JsonProperty("noise") double noise) {}
