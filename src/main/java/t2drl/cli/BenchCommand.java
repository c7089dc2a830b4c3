package t2drl.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.common.UserException;
import t2drl.common.Version;
import t2drl.config.Configuration;
import t2drl.device.Devices;
import t2drl.kernel.Device;
import t2drl.study.DecisionTiming;
import t2drl.study.KernelTiming;
import t2drl.study.SimulatorTiming;
import t2drl.study.TrainingTiming;
import t2drl.study.UpdateTiming;
import t2drl.study.WideLayerTiming;

/** Times what training and deciding are made of on a device. */
@Command(
        name = "bench",
        description = {
            "Times training and deciding on a device.",
            "After warm-up: whole updates, on made-up batches; decisions; the simulator; a training; and, on a GPU,"
                    + " kernels against a large copy and a large product, and wide layers by hand-written kernels and"
                    + " by cuBLAS. Without --config both families are timed.",
            "Keep the machine quiet; give --threads 1 for one core."
        },
        mixinStandardHelpOptions = true)
final class BenchCommand implements Runnable {
    private static final List<Integer> BATCHES = List.of(64, 256, 1024);
    private static final List<Integer> GPU_BATCHES = List.of(64, 256, 1024, 4096, 16384);
    private static final List<Integer> CELLS = List.of(1, 64, 1024);
    private static final List<Integer> GPU_CELLS = List.of(1, 64, 4096, 65536);
    private static final double SECONDS = 10; // the JIT needs several to compile all of it
    private static final double GPU_SECONDS = 1;

    @Spec
    private CommandSpec spec;

    @Option(names = "--batches", paramLabel = "N", split = ",", description = "Batch sizes of updates, with commas.")
    private @Nullable List<Integer> batches;

    @Option(
            names = "--cells",
            paramLabel = "N",
            split = ",",
            description = "Cells decided at once, with commas; the most of them are simulated, too.")
    private @Nullable List<Integer> cells;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Seconds for one figure, half of them to warm up; default 10, on a GPU 1. With less than the"
                    + " default a CPU's figures are those of code that Java is still compiling.")
    private @Nullable Double seconds;

    @Mixin
    private ConfigOption config;

    @Mixin
    private DeviceOption deviceOption;

    @Mixin
    private JsonOption json;

    @Override
    public void run() {
        json.check();
        requirePositive("--batches", batches);
        requirePositive("--cells", cells);
        if (seconds != null && !(seconds > 0 && seconds <= 1000)) {
            throw new UserException("--seconds must be above 0 and at most 1000, got %s.".formatted(seconds));
        }
        List<Configuration> configurations =
                config.given() ? List.of(config.read()) : List.of(config.read(Family.SHARED), config.read(Family.FLAT));
        Map<String, Object> results = new LinkedHashMap<>();
        boolean gpu;
        String name;
        try (Device device = deviceOption.open(spec.commandLine().getErr())) {
            gpu = Devices.memoryBytes(device) != null;
            name = device.name();
            results.put("device", device.description());
            results.put("precision", device.precision().name().toLowerCase(Locale.ROOT));
        }
        results.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        results.put("version", "t2drl " + Version.current());
        double pace = seconds != null ? seconds : gpu ? GPU_SECONDS : SECONDS;
        say("On %s, %s precision:%n", results.get("device"), results.get("precision"));
        results.put("updates", updates(configurations, gpu ? GPU_BATCHES : BATCHES, pace));
        List<Integer> counts = cells != null ? cells : gpu ? GPU_CELLS : CELLS;
        results.put("decisions", decisions(configurations, counts, pace));
        results.put(
                "simulator",
                simulator(
                        configurations.getFirst(),
                        counts.stream().max(Integer::compare).orElseThrow(),
                        pace));
        results.put("training", training(configurations, pace));
        if (gpu) {
            KernelTiming.Report report = kernels(configurations, pace);
            results.put("ceilings", report.ceilings());
            results.put("kernels", report.kernels());
            results.put("wide_layers", wideLayers(name, pace));
        }
        json.write(results);
    }

    private static void requirePositive(String option, @Nullable List<Integer> numbers) {
        if (numbers != null && numbers.stream().anyMatch(n -> n < 1)) {
            throw new UserException("%s takes whole numbers above 0, got %s.".formatted(option, numbers));
        }
    }

    private List<UpdateTiming> updates(List<Configuration> configurations, List<Integer> usual, double pace) {
        List<UpdateTiming> timings = new ArrayList<>();
        for (Configuration configuration : configurations) {
            for (AgentKind agent : AgentKind.values()) {
                for (int batch : batches != null ? batches : usual) {
                    UpdateTiming t = onDevice(d -> UpdateTiming.measure(d, configuration, agent, batch, pace));
                    timings.add(t);
                    say(
                            "%s %s  batch %5d  %8.3f ms an update (%.3f to %.3f), %.0f updates/s%s%n",
                            lower(agent),
                            lower(t.family()),
                            batch,
                            t.medianMillis(),
                            t.leastMillis(),
                            t.mostMillis(),
                            1000 / t.medianMillis(),
                            memory(t.memoryBytes()));
                }
            }
        }
        return timings;
    }

    private List<DecisionTiming> decisions(List<Configuration> configurations, List<Integer> counts, double pace) {
        List<DecisionTiming> timings = new ArrayList<>();
        for (Configuration configuration : configurations) {
            for (int count : counts) {
                DecisionTiming t = onDevice(d -> DecisionTiming.measure(d, configuration, count, pace));
                timings.add(t);
                say(
                        "d3pg %s  %5d cells  %.0f decisions/s, %.1f us a call, %.1f us until the host knows%s%n",
                        lower(t.family()),
                        count,
                        t.decisionsPerSecond(),
                        t.medianMicros(),
                        t.latencyMicros(),
                        memory(t.memoryBytes()));
            }
        }
        return timings;
    }

    private SimulatorTiming simulator(Configuration configuration, int count, double pace) {
        SimulatorTiming t = onDevice(d -> SimulatorTiming.measure(d, configuration.scenario(), count, pace));
        say(
                "simulator  %d cells  %.1f million user-slots/s%s%n",
                count, t.userSlotsPerSecond() / 1e6, memory(t.memoryBytes()));
        return t;
    }

    private List<TrainingTiming> training(List<Configuration> configurations, double pace) {
        List<TrainingTiming> timings = new ArrayList<>();
        for (Configuration configuration : configurations) {
            TrainingTiming t = onDevice(d -> TrainingTiming.measure(d, configuration, pace));
            timings.add(t);
            say(
                    "training %s  %d cells, batch %d  %.0f slots/s, %.0f updates/s%s%n",
                    lower(t.family()),
                    t.cells(),
                    t.batch(),
                    t.slotsPerSecond(),
                    t.updatesPerSecond(),
                    memory(t.memoryBytes()));
        }
        return timings;
    }

    private KernelTiming.Report kernels(List<Configuration> configurations, double pace) {
        KernelTiming.Report report = onDevice(d -> KernelTiming.measure(d, configurations, pace));
        say(
                "ceilings  copy %.0f GB/s, product %.2f Tflop/s%n",
                report.ceilings().copyGigabytesPerSecond(), report.ceilings().matrixProductTeraflops());
        for (KernelTiming t : report.kernels()) {
            say("%s  %.3f ms, %.0f%% of the ceiling%n", t.kernel(), t.medianMillis(), 100 * t.ofCeiling());
        }
        return report;
    }

    /** On both devices, the one asked for and the one that has or has not cuBLAS. */
    private List<WideLayerTiming> wideLayers(String name, double pace) {
        String own = name.replace(Devices.CUBLAS, "");
        List<WideLayerTiming> timings;
        try (Device handWritten = Devices.open(own, 1);
                Device cublas = Devices.open(own + Devices.CUBLAS, 1)) {
            timings = WideLayerTiming.measure(handWritten, cublas, pace);
        } catch (UserException e) {
            say("wide layers: not compared with cuBLAS. %s%n", e.getMessage());
            return List.of();
        }
        for (WideLayerTiming t : timings) {
            say(
                    "three layers %d wide  batch %5d, forward and backward  hand-written %.3f ms, cuBLAS %.3f ms: %s is"
                            + " faster%n",
                    t.width(),
                    t.rows(),
                    t.handWrittenMillis(),
                    t.cublasMillis(),
                    t.cublasMillis() < t.handWrittenMillis() ? "cuBLAS" : "hand-written");
        }
        return timings;
    }

    /** Every figure has a device of its own: its memory is given back. */
    private <T> T onDevice(Function<Device, T> measure) {
        try (Device device = deviceOption.open(new PrintWriter(Writer.nullWriter()))) {
            return measure.apply(device);
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String memory(@Nullable Long bytes) {
        return bytes == null ? "" : ", %d MB of device memory".formatted(bytes >> 20);
    }

    private void say(String format, Object... values) {
        spec.commandLine().getOut().printf(Locale.ROOT, format, values);
        spec.commandLine().getOut().flush();
    }
}
