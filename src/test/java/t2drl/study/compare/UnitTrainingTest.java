package t2drl.study.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2drl.common.UserException;

/** Units that are done again go on from their checkpoints. */
class UnitTrainingTest {
    private static final Unit UNIT = new Unit(
            "t2drl-seed3",
            Unit.Part.MAIN,
            "t2drl",
            true,
            3,
            """
            {"users": 3, "frames": 2, "slots_per_frame": 3,
             "learners": {"cells": 300, "episodes": 8, "batch": 16, "hidden": 8, "warmup_slots": 1, "replay_slots": 2000}}
            """,
            "cpu",
            "test",
            List.of(new Unit.Trial("t2drl", "", 0, 3, false)));

    @TempDir
    Path folder;

    /** Gives up after so many reports of progress. */
    private static final class Patience implements UnitWork.Watcher {
        private final int most;
        private int reports;

        Patience(int most) {
            this.most = most;
        }

        @Override
        public boolean stopped() {
            return reports >= most;
        }

        @Override
        public void progress(double part) {
            reports++;
        }
    }

    private UnitResult run(Unit unit, UnitCheckpoints checkpoints, Patience patience) {
        return UnitWork.run(unit, unit.device(), checkpoints, patience);
    }

    private static UnitResult withoutTime(UnitResult result) {
        return new UnitResult(0, result.updates(), result.curve(), result.trials());
    }

    @Test
    void goesOnFromTheLastCheckpointAndEndsTheSame() throws IOException {
        UnitResult whole = run(UNIT, null, new Patience(Integer.MAX_VALUE));
        UnitCheckpoints checkpoints = new UnitCheckpoints(folder.toString(), 0);
        assertThatThrownBy(() -> run(UNIT, checkpoints, new Patience(3))).isInstanceOf(CancellationException.class);
        assertThat(names(checkpoints.folderOf(UNIT))).isNotEmpty();

        Patience second = new Patience(Integer.MAX_VALUE);
        UnitResult resumed = run(UNIT, checkpoints, second);

        assertThat(second.reports).isEqualTo(8 - 3 + 1);
        assertThat(resumed.curve()).hasSize(8);
        assertThat(withoutTime(resumed)).isEqualTo(withoutTime(whole));
        assertThat(names(folder)).isEmpty();
    }

    @Test
    void whatWasAskedForOtherwiseStartsAnew() {
        UnitCheckpoints checkpoints = new UnitCheckpoints(folder.toString(), 0);
        Unit other = new Unit(
                UNIT.id(),
                UNIT.part(),
                UNIT.method(),
                true,
                UNIT.seed(),
                UNIT.configuration().replace("16", "24"),
                UNIT.device(),
                UNIT.program(),
                UNIT.trials());
        assertThatThrownBy(() -> run(other, checkpoints, new Patience(3))).isInstanceOf(CancellationException.class);

        Patience all = new Patience(Integer.MAX_VALUE);
        run(UNIT, checkpoints, all);

        assertThat(all.reports).isEqualTo(8 + 1);
    }

    @Test
    void aFolderThatCannotBeMadeIsSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        UnitCheckpoints checkpoints = new UnitCheckpoints(file.toString(), 60);

        assertThatThrownBy(checkpoints::makeFolder)
                .isInstanceOf(UserException.class)
                .hasMessageContaining("--checkpoints");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }
}
