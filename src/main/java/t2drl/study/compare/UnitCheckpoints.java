package t2drl.study.compare;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import t2drl.common.AtomicFiles;
import t2drl.common.Json;
import t2drl.common.Sha256;

/**
 * Where the trainings of units are saved on their way, so that whoever does a unit again goes on from there. Each unit has a folder of its own, named after all that
 * was asked for: units of several studies may lie side by side.
 *
 * @param folder under this name everybody who does units sees the same files
 * @param seconds between two checkpoints; 0 for one after every slot
 */
public record UnitCheckpoints(String folder, int seconds) implements Serializable {
    /**
     * The folder of a unit, made if it is missing.
     *
     * @throws t2drl.common.UserException if that cannot be
     */
    public Path folderOf(Unit unit) {
        String asked = Sha256.hex(Json.line(unit).getBytes(StandardCharsets.UTF_8));
        Path own = Path.of(folder, "%s-%s".formatted(unit.id(), asked.substring(0, 16)));
        make(own);
        return own;
    }

    /** Makes the folder that holds all others, for an early complaint. */
    public void makeFolder() {
        make(Path.of(folder));
    }

    private static void make(Path wanted) {
        AtomicFiles.makeFolder(wanted, "--checkpoints");
    }
}
