package t2drl.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import t2drl.common.UserException;
import t2drl.kernel.Device;
import t2drl.kernel.DeviceException;
import t2drl.selfcheck.KernelCheck;
import t2drl.selfcheck.Mismatch;

/** Runs every kernel of a device against the scalar one. */
@Command(
        name = "selfcheck",
        description = {
            "Compares every kernel of a device with the device scalar's.",
            "Every primitive that GPU kernels are made of, too. They run over fixed and random shapes and into outputs"
                    + " filled with NaN. Exit code: 0 all agree, 1 some do not."
        },
        mixinStandardHelpOptions = true)
final class SelfCheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Seed of the random shapes, 0 for none; default ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private DeviceOption deviceOption;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        json.check();
        PrintWriter out = spec.commandLine().getOut();
        String where;
        try (Device device = deviceOption.open(spec.commandLine().getErr())) {
            where = device.description();
        }
        out.printf("Checking %s, seed %d:%n", where, seed);
        List<Map<String, Object>> results = new ArrayList<>();
        int failed = 0;
        for (KernelCheck check : KernelCheck.all()) {
            long start = System.nanoTime();
            String complaint;
            try {
                complaint = complaint(check);
            } catch (UnsupportedOperationException notForThisDevice) {
                continue;
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            failed += complaint == null ? 0 : 1;
            out.printf(
                    Locale.ROOT,
                    "%s  %s, %.1f s%s%n",
                    complaint == null ? "pass" : "FAIL",
                    check.name(),
                    seconds,
                    complaint == null ? "" : ": " + complaint);
            out.flush();
            results.add(result(check, seconds, complaint));
        }
        out.printf("%d checks: %d passed, %d failed%n", results.size(), results.size() - failed, failed);
        out.flush();
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("device", where);
        summary.put("seed", seed);
        summary.put("passed", failed == 0);
        summary.put("checks", results);
        json.write(summary);
        return failed == 0 ? 0 : 1;
    }

    /** What is wrong, if anything. Every check has a device of its own, for one that fails may lose it, and on a GPU all that follow. */
    private @Nullable String complaint(KernelCheck check) {
        try (Device device = deviceOption.open(new PrintWriter(Writer.nullWriter()))) {
            check.run(device, seed);
            return null;
        } catch (Mismatch | DeviceException | UserException e) {
            return e.getMessage();
        }
    }

    private static Map<String, Object> result(KernelCheck check, double seconds, @Nullable String complaint) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("name", check.name());
        result.put("passed", complaint == null);
        result.put("seconds", seconds);
        if (complaint != null) {
            result.put("complaint", complaint);
        }
        return result;
    }
}
