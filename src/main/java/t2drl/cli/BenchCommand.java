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
import java.util.concurrent.Callable;
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
import t2drl.kernel.DeviceException;
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
final class BenchCommand implements Callable<Integer> {
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

    /** What there is of the file so far. */
    private final Map<String, Object> results = new LinkedHashMap<>();

    private final List<String> failures = new ArrayList<>();

    @Override
    public Integer call() {
        json.check();
        requirePositive("--batches", batches);
        requirePositive("--cells", cells);
        if (seconds != null && !(seconds > 0 && seconds <= 1000)) {
            throw new UserException("--seconds must be above 0 and at most 1000, got %s.".formatted(seconds));
        }
        List<Configuration> configurations =
                config.given() ? List.of(config.read()) : List.of(config.read(Family.SHARED), config.read(Family.FLAT));
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
        results.put("failures", failures);
        updates(configurations, gpu ? GPU_BATCHES : BATCHES, pace);
        List<Integer> counts = cells != null ? cells : gpu ? GPU_CELLS : CELLS;
        decisions(configurations, counts, pace);
        simulator(
                configurations.getFirst(), counts.stream().max(Integer::compare).orElseThrow(), pace);
        training(configurations, pace);
        if (gpu) {
            kernels(configurations, pace);
            wideLayers(name, pace);
        }
        return failures.isEmpty() ? 0 : 1;
    }

    private static void requirePositive(String option, @Nullable List<Integer> numbers) {
        if (numbers != null && numbers.stream().anyMatch(n -> n < 1)) {
            throw new UserException("%s takes whole numbers above 0, got %s.".formatted(option, numbers));
        }
    }

    private void updates(List<Configuration> configurations, List<Integer> usual, double pace) {
        List<UpdateTiming> timings = section("updates");
        for (Configuration configuration : configurations) {
            String family = family(configuration);
            for (AgentKind agent : AgentKind.values()) {
                for (int batch : batches != null ? batches : usual) {
                    figure("%s %s  batch %5d".formatted(lower(agent), family, batch), device -> {
                        UpdateTiming t = UpdateTiming.measure(device, configuration, agent, batch, pace);
                        timings.add(t);
                        return format(
                                "%8.3f ms an update (%.3f to %.3f), %.0f updates/s%s",
                                t.medianMillis(),
                                t.leastMillis(),
                                t.mostMillis(),
                                1000 / t.medianMillis(),
                                memory(t.memoryBytes()));
                    });
                }
            }
        }
    }

    private void decisions(List<Configuration> configurations, List<Integer> counts, double pace) {
        List<DecisionTiming> timings = section("decisions");
        for (Configuration configuration : configurations) {
            for (int count : counts) {
                figure("d3pg %s  %5d cells".formatted(family(configuration), count), device -> {
                    DecisionTiming t = DecisionTiming.measure(device, configuration, count, pace);
                    timings.add(t);
                    return format(
                            "%.0f decisions/s, %.1f us a call, %.1f us until the host knows%s",
                            t.decisionsPerSecond(), t.medianMicros(), t.latencyMicros(), memory(t.memoryBytes()));
                });
            }
        }
    }

    private void simulator(Configuration configuration, int count, double pace) {
        figure("simulator  %d cells".formatted(count), device -> {
            SimulatorTiming t = SimulatorTiming.measure(device, configuration.scenario(), count, pace);
            results.put("simulator", t);
            return format("%.1f million user-slots/s%s", t.userSlotsPerSecond() / 1e6, memory(t.memoryBytes()));
        });
    }

    private void training(List<Configuration> configurations, double pace) {
        List<TrainingTiming> timings = section("training");
        for (Configuration configuration : configurations) {
            figure("training %s".formatted(family(configuration)), device -> {
                TrainingTiming t = TrainingTiming.measure(device, configuration, pace);
                timings.add(t);
                return format(
                        "%d cells, batch %d  %.0f slots/s, %.0f updates/s%s",
                        t.cells(), t.batch(), t.slotsPerSecond(), t.updatesPerSecond(), memory(t.memoryBytes()));
            });
        }
    }

    private void kernels(List<Configuration> configurations, double pace) {
        figure("ceilings", device -> {
            KernelTiming.Report report = KernelTiming.measure(device, configurations, pace);
            results.put("ceilings", report.ceilings());
            results.put("kernels", report.kernels());
            StringBuilder lines = new StringBuilder(format(
                    "copy %.0f GB/s, product %.2f Tflop/s",
                    report.ceilings().copyGigabytesPerSecond(),
                    report.ceilings().matrixProductTeraflops()));
            for (KernelTiming t : report.kernels()) {
                lines.append(format(
                        "%n%s  %.3f ms, %.0f%% of the ceiling", t.kernel(), t.medianMillis(), 100 * t.ofCeiling()));
            }
            return lines.toString();
        });
    }

    /** On both devices, the one asked for and the one that has or has not cuBLAS. */
    private void wideLayers(String name, double pace) {
        List<WideLayerTiming> timings = section("wide_layers");
        String own = name.replace(Devices.CUBLAS, "");
        try (Device handWritten = Devices.open(own, 1);
                Device cublas = Devices.open(own + Devices.CUBLAS, 1)) {
            timings.addAll(WideLayerTiming.measure(handWritten, cublas, pace));
        } catch (UserException e) {
            say("wide layers: not compared with cuBLAS. %s%n", e.getMessage());
        } catch (DeviceException e) {
            failed("wide layers", e);
        }
        json.write(results);
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
    }

    private <T> List<T> section(String name) {
        List<T> timings = new ArrayList<>();
        results.put(name, timings);
        return timings;
    }

    /**
     * One line: {@code what}, and what {@code measure} says of it. Every figure has a device of its own, whose memory is given back, and is in the file
     * once it is known; one that the device fails at does not keep the others from being measured.
     */
    private void figure(String what, Function<Device, String> measure) {
        try (Device device = deviceOption.open(new PrintWriter(Writer.nullWriter()))) {
            say("%s  %s%n", what, measure.apply(device));
        } catch (DeviceException e) {
            failed(what, e);
        }
        json.write(results);
    }

    private void failed(String what, DeviceException e) {
        failures.add("%s: %s".formatted(what, e.getMessage()));
        say("%s  not measured: %s%n", what, e.getMessage());
    }

    private static String family(Configuration configuration) {
        return lower(configuration.learners().family());
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
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
