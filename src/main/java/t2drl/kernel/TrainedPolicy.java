package t2drl.kernel;

/** The networks of a trained policy, and its action map. {@code q} values the cache learner's sets. */
public record TrainedPolicy(TrainedNetwork actor, TrainedNetwork critic, TrainedNetwork q, MapShape map) {}
