package t2drl.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Option;
import t2drl.device.Devices;
import t2drl.kernel.Device;

/** Where a command computes: {@code --device} and {@code --threads}. */
final class DeviceOption {
    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = Devices.AUTO,
            description = "Where to compute: auto, cpu (vectors, single precision) or scalar (double precision);"
                    + " default ${DEFAULT-VALUE}.")
    private String name;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of the device cpu; default: all processors.")
    private int threads = Runtime.getRuntime().availableProcessors();

    int threads() {
        return threads;
    }

    /** Opens the device; a remark about the choice goes to {@code messages}. */
    Device open(PrintWriter messages) {
        Limits.threads(threads);
        Device device = Devices.open(name, threads);
        Devices.remark(name).ifPresent(remark -> messages.println("t2drl: " + remark));
        return device;
    }
}
