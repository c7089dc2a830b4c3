package t2drl.study.compare;

import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.config.Configuration;
import t2drl.edge.Scenario;

/**
 * Roughly how many seconds one core works on something: for the order of units and the time left, nothing else. The factors fit the default problem on a server's
 * core of 2023.
 */
final class Effort {
    private static final double SECONDS_PER_USER_OF_BATCH = 3.4e-6;
    private static final double SECONDS_PER_USER_DECIDED = 12e-6;
    private static final double SECONDS_PER_SEARCH = 1.5;

    private Effort() {}

    static double of(Unit unit) {
        return ofTraining(unit)
                + unit.trials().stream().mapToDouble(t -> of(unit, t)).sum();
    }

    static double ofTraining(Unit unit) {
        if (!unit.learned()) {
            return 0;
        }
        Configuration configuration = UnitWork.configuration(unit);
        Scenario scenario = configuration.scenario();
        LearnerSettings learners = configuration.learners();
        double updates = (double) learners.episodes() * scenario.frames() * scenario.slotsPerFrame();
        double network = learners.family() == Family.FLAT ? 2 : 1;
        double chain = learners.agent() == AgentKind.D3PG ? (1.0 + learners.denoisingSteps()) / 4 : 0.6;
        return updates * learners.batch() * scenario.users() * network * chain * SECONDS_PER_USER_OF_BATCH;
    }

    static double of(Unit unit, Unit.Trial trial) {
        Scenario scenario = UnitWork.configuration(unit, trial).scenario();
        double users = (double) trial.episodes() * scenario.frames() * scenario.slotsPerFrame() * scenario.users();
        double slow = trial.method().equals("schrs") ? 20 : 1;
        return users * slow * SECONDS_PER_USER_DECIDED + (unit.learned() ? 0 : SECONDS_PER_SEARCH);
    }
}
