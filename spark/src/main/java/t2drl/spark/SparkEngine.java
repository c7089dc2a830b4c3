package t2drl.spark;

import org.jspecify.annotations.Nullable;
import t2drl.study.compare.StudyEngine;
import t2drl.study.compare.UnitCheckpoints;
import t2drl.study.compare.UnitRunner;

/** {@code --engine spark}. */
public final class SparkEngine implements StudyEngine {
    @Override
    public String name() {
        return "spark";
    }

    @Override
    public UnitRunner runner(String master, @Nullable UnitCheckpoints checkpoints) {
        return new SparkRunner(Master.of(master), checkpoints);
    }
}
