package t2drl.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import t2drl.agent.AgentKind;
import t2drl.config.Configuration;
import t2drl.kernel.Device;
import t2drl.study.UpdateTiming;

/** Times the updates of the allocation learners on a device. */
@Command(
        name = "bench",
        description = {
            "Times whole updates of D3PG and DDPG at several batch sizes, after warm-up, on made-up batches.",
            "Give --threads 1 for one core, and keep the machine quiet."
        },
        mixinStandardHelpOptions = true)
final class BenchCommand implements Runnable {
    private static final int[] BATCHES = {64, 256, 1024};

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Mixin
    private DeviceOption deviceOption;

    @Mixin
    private JsonOption json;

    @Override
    public void run() {
        json.check();
        Configuration configuration = config.read();
        PrintWriter out = spec.commandLine().getOut();
        List<UpdateTiming> timings = new ArrayList<>();
        try (Device device = deviceOption.open(spec.commandLine().getErr())) {
            out.printf("Updates on %s:%n", device.description());
            for (AgentKind agent : AgentKind.values()) {
                for (int batch : BATCHES) {
                    UpdateTiming t = UpdateTiming.measure(device, configuration, agent, batch);
                    out.printf(
                            "%s  batch %4d  %7.2f ms an update (%.2f to %.2f), %.0f updates/s%n",
                            agent.name().toLowerCase(Locale.ROOT),
                            batch,
                            t.medianMillis(),
                            t.leastMillis(),
                            t.mostMillis(),
                            1000 / t.medianMillis());
                    out.flush();
                    timings.add(t);
                }
            }
            Map<String, Object> results = new LinkedHashMap<>();
            results.put("device", device.description());
            results.put("updates", timings);
            json.write(results);
        }
    }
}
