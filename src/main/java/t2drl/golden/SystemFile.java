package t2drl.golden;

import java.util.List;
import t2drl.kernel.Device;

/** A golden file of the system model: a list of cases {@code {note, config, in, out}} of one kind or of several. */
final class SystemFile {
    private SystemFile() {}

    static GoldenReport check(GoldenNode file, Device device) {
        Tally tally = new Tally();
        if (file.list().isEmpty()) {
            throw file.fault("the list has no cases");
        }
        for (GoldenNode item : file.list()) {
            check(new SystemCase(item, device, tally));
        }
        return tally.report();
    }

    /** Tells the kind of a case by what it gives. */
    private static void check(SystemCase item) {
        List<String> given = item.in().names();
        if (given.contains("pos0")) {
            EpisodeCheck.run(item);
        } else if (given.contains("u_state")) {
            PopularityCheck.run(item);
        } else if (given.contains("pos")) {
            MobilityCheck.run(item);
        } else if (given.contains("xi")) {
            SlotCheck.run(item);
        } else if (given.contains("din")) {
            ExactCheck.run(item);
        } else if (given.contains("order")) {
            CachingCheck.run(item);
        } else if (given.contains("a")) {
            ActionsCheck.run(item);
        } else {
            throw item.in().fault("these inputs belong to no kind of golden file");
        }
    }
}
