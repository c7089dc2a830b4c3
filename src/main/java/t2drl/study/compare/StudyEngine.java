package t2drl.study.compare;

import org.jspecify.annotations.Nullable;

/** Does units outside this process. Implementations are found on the class path by {@link java.util.ServiceLoader}. */
public interface StudyEngine {
    /** What {@code --engine} takes. */
    String name();

    /**
     * A runner that works at {@code master}, whatever the engine calls so. Nothing is started yet.
     *
     * @param checkpoints where trainings are saved on their way, under a path that is the same for all who work; null for nowhere
     * @throws t2drl.common.UserException if no such master can be meant
     */
    UnitRunner runner(String master, @Nullable UnitCheckpoints checkpoints);
}
