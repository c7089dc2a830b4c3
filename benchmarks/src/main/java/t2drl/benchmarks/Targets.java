package t2drl.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import t2drl.benchmarks.peer.Peers;

/** What this program aims at on one core, and what came out. */
final class Targets {
    /**
     * One target.
     *
     * @param measured null if this run did not measure it
     */
    record Target(String name, @Nullable Double measured, String relation, double aim, String unit) {
        boolean met() {
            return measured != null && (relation.equals(">=") ? measured >= aim : measured <= aim);
        }

        String verdict() {
            return measured == null ? "not measured" : met() ? "met" : "not met";
        }
    }

    private final Map<String, Measurement.Result> results;
    private final double peak;
    private final List<Target> targets = new ArrayList<>();

    private Targets(Map<String, Measurement.Result> results, double peak) {
        this.results = results;
        this.peak = peak;
    }

    static List<Target> of(
            Map<String, Measurement.Result> results,
            double peak,
            @Nullable Start start,
            @Nullable EngineTiming engine) {
        Targets t = new Targets(results, peak);
        t.ratio("update/64", Peers.LIBTORCH, 4);
        t.ratio("update/256", Peers.LIBTORCH, 3);
        t.ratio("update/1024", Peers.LIBTORCH, 2.5);
        t.ratio("flat/update/64", Peers.LIBTORCH, 3.2);
        t.ratio("flat/update/256", Peers.LIBTORCH, 2.1);
        t.ratio("flat/update/1024", Peers.LIBTORCH, 1.9);
        t.ofPeak("flat/update/256", 80);
        t.ofPeak("product/256", 95);
        t.ofPeak("product/64", 85);
        for (String family : List.of("", "flat/")) {
            t.ratio(family + "decision/1", Peers.ONNX_RUNTIME, 2.8);
            t.ratio(family + "decision/64", Peers.ONNX_RUNTIME, 1.3);
        }
        Measurement.Result simulator = results.get("simulator/t2drl");
        t.add("simulator", simulator == null ? null : simulator.rate() / 1e6, ">=", 5, "million user-slots/s");
        for (String family : List.of("", "flat/")) {
            for (int batch : List.of(256, 1024)) {
                t.scaling(family, batch);
            }
        }
        t.add("allocated in updates and decisions", t.allocated(), "<=", 0, "B/op");
        t.add("start to first decision", start == null ? null : start.firstDecisionSeconds(), "<=", 0.5, "s");
        t.add("start to full speed", start == null ? null : start.fullSpeedSeconds(), "<=", 5, "s");
        t.engine(engine);
        return t.targets;
    }

    private void engine(@Nullable EngineTiming e) {
        if (e == null) {
            return;
        }
        double onnx = e.decisions("onnxruntime, network").medianMicros();
        EngineTiming.Decisions java = e.decisions(EngineTiming.JAVA);
        add("policy engine, times as fast as onnxruntime", onnx / java.medianMicros(), ">=", 3, "x");
        e.decisions().stream()
                .filter(d ->
                        d.what().startsWith("native, best-bf16") && d.what().endsWith("features"))
                .forEach(d -> add(
                        "native policy, bf16, times as fast as onnxruntime", onnx / d.medianMicros(), ">=", 5, "x"));
        add("policy engine, p99 over p50", java.spread(), "<=", 2, "x");
        for (String what : List.of("java, network", EngineTiming.JAVA)) {
            add(what + ", batch of 64, of the peak", 100 * e.batch(what).gflops() / e.peakGflops(), ">=", 75, "%");
        }
        add("process's first policy, load and decision", e.loadMillis(), "<=", 100, "ms");
        add("next policy, load and decision", e.nextLoadMillis(), "<=", 100, "ms");
    }

    private void add(String name, @Nullable Double measured, String relation, double aim, String unit) {
        targets.add(new Target(name, measured, relation, aim, unit));
    }

    private Measurement.@Nullable Result ours(String key) {
        return results.get(key + "/" + Measurement.OURS);
    }

    private void ratio(String key, String peer, double aim) {
        Measurement.Result ours = ours(key);
        Measurement.Result theirs = results.get(key + "/" + peer);
        Double ratio = ours == null || theirs == null ? null : theirs.least() / ours.least();
        add(key + ", times as fast as " + peer, ratio, ">=", aim, "x");
    }

    private void ofPeak(String key, double aim) {
        Measurement.Result ours = ours(key);
        add(key + ", of the peak", ours == null ? null : 100 * ours.rate() / peak, ">=", aim, "%");
    }

    private void scaling(String family, int batch) {
        Measurement.Result one = ours("%supdate/%d".formatted(family, batch));
        Measurement.Result two = ours("%sthreads2/update/%d".formatted(family, batch));
        add(
                "%supdate/%d, two threads".formatted(family, batch),
                one == null || two == null ? null : one.least() / two.least(),
                ">=",
                1.8,
                "x one thread");
    }

    private @Nullable Double allocated() {
        return results.values().stream()
                .map(Measurement.Result::allocatedBytes)
                .filter(bytes -> bytes != null)
                .max(Double::compare)
                .orElse(null);
    }
}
