package t2drl.method;

import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.common.UserException;
import t2drl.edge.Scenario;
import t2drl.kernel.CellShape;

/** Whether what a configuration asks for can be counted with 32 bits, as blocks of memory are. */
final class Sizes {
    private static final long LONGEST_BLOCK = Integer.MAX_VALUE - 8L;

    private Sizes() {}

    /** Checks what a training needs; {@code sets} is the number of feasible cached sets. */
    static void requireTraining(Scenario scenario, LearnerSettings learners, int sets) {
        require("learners.replay_slots", learners.replaySlots(), scenario.users() * (long) CellShape.FEATURES);
        require("learners.batch", learners.batch(), numbersOfACell(scenario, learners));
        require("learners.hidden", learners.hidden(), Math.max(learners.hidden(), widestInput(scenario, learners)));
        require(
                "learners.caching.hidden",
                learners.caching().hidden(),
                Math.max(learners.caching().hidden(), sets));
        require(
                "learners.caching.batch",
                learners.caching().batch(),
                Math.max(learners.caching().hidden(), sets));
        require(
                "learners.caching.replay_frames",
                learners.caching().replayFrames(),
                FrameObservation.width(scenario, learners.caching()));
        requireDeciding("learners.cells", learners.cells(), scenario, learners.with(l -> l.bestOf = 1), sets);
    }

    /** Checks what deciding for {@code cells} cells at once needs; {@code name} is what the user calls that number. */
    static void requireDeciding(String name, int cells, Scenario scenario, LearnerSettings learners, int sets) {
        require(name, cells, learners.bestOf() * numbersOfACell(scenario, learners));
        require(name, cells, Math.max(learners.caching().hidden(), sets));
    }

    /** At most as many numbers of one cell lie in one block: a layer of all its users, for all steps of a chain. */
    private static long numbersOfACell(Scenario scenario, LearnerSettings learners) {
        long width = Math.max(learners.hidden(), widestInput(scenario, learners));
        long rows = learners.family() == Family.SHARED ? scenario.users() : 1;
        return (learners.denoisingSteps() + 1) * rows * width;
    }

    private static long widestInput(Scenario scenario, LearnerSettings learners) {
        int users = learners.family() == Family.SHARED ? 1 : scenario.users();
        return users * (CellShape.FEATURES + 2L) + learners.stepEmbedding();
    }

    private static void require(String name, int count, long numbersEach) {
        if (count * numbersEach > LONGEST_BLOCK) {
            throw new UserException(
                    "%s is %d, which needs a block of %,d numbers in one piece, more than %,d: make it, the users or the networks smaller."
                            .formatted(name, count, count * numbersEach, LONGEST_BLOCK));
        }
    }
}
