package t2drl.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import t2drl.common.Json;
import t2drl.device.Devices;
import t2drl.kernel.Device;
import t2drl.policy.PolicyFiles;

/**
 * How fast policy engines decide for cells of the default family on one core, in one process.
 *
 * @param interruptions of the machine, as multiply-adds see them
 * @param loadMillis from a folder to the first decision, in a Java that has not yet loaded the engine's classes; median over processes
 * @param nextLoadMillis the same of the next policy
 */
record EngineTiming(
        List<Decisions> decisions,
        Interruptions interruptions,
        List<Batch> batches,
        double peakGflops,
        double loadMillis,
        double nextLoadMillis) {
    static final String JAVA = "java, from features";
    static final String MACHINE_ALONE = "multiply-adds in registers, as long";
    static final int BATCH = 64;

    private static final int PROCESSES = 7;

    /** One cell a call, times of all calls. */
    record Decisions(String what, int calls, double medianMicros, double p99Micros) {
        double spread() {
            return p99Micros / medianMicros;
        }
    }

    /** {@value #BATCH} cells a call, the fastest; operations as {@link Flops#actorForward} counts them. */
    record Batch(String what, double microsACell, double gflops) {}

    /** Why p99 is what it is. */
    String jitter() {
        Decisions java = decisions(JAVA);
        return String.format(
                Locale.ROOT,
                "The machine alone: p99 %.2f times p50. It interrupts what runs %.0f times a second, for %.1f us in"
                        + " the median: %.2f%% of decisions from features.",
                decisions(MACHINE_ALONE).spread(),
                interruptions.perSecond(),
                interruptions.medianMicros(),
                interruptions.perSecond() * java.medianMicros / 1e4);
    }

    Decisions decisions(String what) {
        return decisions.stream().filter(d -> d.what.equals(what)).findFirst().orElseThrow();
    }

    Batch batch(String what) {
        return batches.stream().filter(b -> b.what.equals(what)).findFirst().orElseThrow();
    }

    static EngineTiming measure(boolean quick, Path work) throws IOException {
        Path folder = Files.createDirectories(work.resolve("policy"));
        try (Device device = Devices.open(Devices.CPU, 1)) {
            PolicyFiles.save(folder, EngineProbe.untrained(device));
        }
        Path file = work.resolve("engine.json");
        double[] first = new double[PROCESSES];
        double[] next = new double[PROCESSES];
        for (int i = 0; i < PROCESSES; i++) {
            run(EngineProbe.LOAD, folder, file, 0);
            double[] millis = Json.MAPPER.readValue(Files.readAllBytes(file), double[].class);
            first[i] = millis[0];
            next[i] = millis[1];
        }
        run(EngineProbe.DECIDE, folder, file, quick ? 100_000 : 1_000_000);
        EngineTiming timing = Json.MAPPER.readValue(Files.readAllBytes(file), EngineTiming.class);
        return new EngineTiming(
                timing.decisions, timing.interruptions, timing.batches, timing.peakGflops, median(first), median(next));
    }

    /** Sorts them. */
    static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static void run(String what, Path folder, Path file, int calls) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Jmh.JVM);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), EngineProbe.class.getName(), what));
        command.addAll(List.of(folder.toString(), file.toString(), Integer.toString(calls)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("the process that times engines failed");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
