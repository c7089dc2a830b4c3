package t2drl.study.compare;

import java.util.List;
import t2drl.agent.DecidedBy;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.agent.Observe;
import t2drl.config.Configuration;
import t2drl.kernel.MapShape;
import t2drl.kernel.Prediction;

/**
 * One thing about T2DRL changed, and trained again.
 *
 * @param name of the method in tables and files
 */
record Ablation(String name, String description, Change change) {
    @FunctionalInterface
    interface Change {
        Configuration of(Configuration configuration);
    }

    static final List<Ablation> ALL = List.of(
            new Ablation("flat", "textbook networks: one over all users, proportional map", Ablation::flat),
            new Ablation(
                    "proportional-map",
                    "shares in proportion to what the actor asks, in place of the water level",
                    c -> new Configuration(
                            c.scenario().with(s -> s.actionMap = MapShape.Kind.PROPORTIONAL), c.learners())),
            new Ablation(
                    "noise-prediction",
                    "the actor's network predicts the noise, not the clean action",
                    c -> c.withLearners(s -> s.prediction = Prediction.NOISE)),
            steps(1),
            steps(2),
            steps(5),
            steps(8),
            new Ablation(
                    "observe-requests",
                    "the cache learner sees requests, not the popularity state",
                    c -> c.withLearners(s -> s.caching = s.caching.with(o -> o.observe = Observe.REQUESTS))),
            new Ablation(
                    "ddqn-alone",
                    "the cache learner, trained and used with the exact allocation",
                    c -> c.withLearners(s -> s.decidedBy = DecidedBy.SOLVER)),
            new Ablation(
                    "d3pg-alone",
                    "the allocation learner, trained and used with the oracle's caches",
                    c -> c.withLearners(s -> s.caching = s.caching.with(o -> o.decidedBy = DecidedBy.SOLVER))));

    private static Ablation steps(int count) {
        return new Ablation(
                "L-" + count,
                "%d reverse step%s".formatted(count, count == 1 ? "" : "s"),
                c -> c.withLearners(s -> s.denoisingSteps = count));
    }

    private static Configuration flat(Configuration c) {
        LearnerSettings own = c.learners();
        return new Configuration(
                c.scenario().with(s -> s.actionMap = MapShape.Kind.PROPORTIONAL),
                LearnerSettings.defaults(Family.FLAT).with(s -> {
                    s.agent = own.agent();
                    s.cells = own.cells();
                    s.episodes = own.episodes();
                    s.batch = own.batch();
                    s.replaySlots = own.replaySlots();
                    s.warmupSlots = own.warmupSlots();
                    s.bestOf = own.bestOf();
                    s.caching = own.caching();
                }));
    }
}
