package t2drl.config;

import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.edge.Scenario;

/** All that a configuration file can say: the problem and the learners. */
public record Configuration(Scenario scenario, LearnerSettings learners) {

    /** What holds if no file says otherwise. */
    public static Configuration defaults() {
        return new Configuration(Scenario.defaults(), LearnerSettings.defaults(Family.SHARED));
    }
}
