package t2drl.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import t2drl.study.compare.Unit;
import t2drl.study.compare.UnitResult;
import t2drl.study.compare.UnitRunner;

/** Hears what becomes of units. */
class Heard implements UnitRunner.Listener {
    final Map<String, UnitResult> results = new TreeMap<>();
    final Map<String, String> failed = new TreeMap<>();
    final Map<String, List<Double>> progress = new TreeMap<>();

    @Override
    public boolean stopped() {
        return false;
    }

    @Override
    public void progress(Unit unit, double part) {
        progress.computeIfAbsent(unit.id(), _ -> new ArrayList<>()).add(part);
    }

    /** Keeps all but times. */
    @Override
    public void finished(Unit unit, UnitResult result) {
        results.put(unit.id(), new UnitResult(0, result.updates(), result.curve(), result.trials()));
    }

    @Override
    public void failed(Unit unit, String reason) {
        failed.put(unit.id(), reason);
    }
}
