package t2drl.study.compare;

import java.util.List;

/** Does the units of a study: on this machine, or wherever a {@link StudyEngine} does them. */
public interface UnitRunner {
    /** Hears what becomes of the units, one call at a time. */
    interface Listener {
        /** Whether to give up; asked from any thread. */
        boolean stopped();

        /** How much of a unit is done, 0 to 1; less than before when it is done again. */
        void progress(Unit unit, double part);

        void finished(Unit unit, UnitResult result);

        /** The other units go on. {@code reason} is one line. */
        void failed(Unit unit, String reason);
    }

    /** Where and how many at a time, as the end of a sentence. */
    String place();

    /**
     * Returns when all units are finished or failed, or soon after the listener says stop.
     *
     * @throws t2drl.common.UserException if nothing can be done there at all
     */
    void run(List<Unit> units, Listener listener);
}
