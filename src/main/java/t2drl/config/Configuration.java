package t2drl.config;

import java.util.function.Consumer;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.edge.Scenario;

/** All that a configuration file can say: the problem and the learners. */
public record Configuration(Scenario scenario, LearnerSettings learners) {

    /** The same problem with some settings of the learners changed. */
    public Configuration withLearners(Consumer<LearnerSettings.Builder> change) {
        return new Configuration(scenario, learners.with(change));
    }

    /** What holds if no file says otherwise. */
    public static Configuration defaults() {
        return new Configuration(Scenario.defaults(), LearnerSettings.defaults(Family.SHARED));
    }
}
