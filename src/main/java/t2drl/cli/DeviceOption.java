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
            description = "Where to compute: cuda or cuda:N (an NVIDIA GPU, counted from 0), cpu (vectors, single"
                + " precision), scalar (double precision), emulated (the GPU's kernels on the processor, for tests) or"
                + " auto, the first of the first three that runs here; default ${DEFAULT-VALUE}. +tf32 behind the name"
                + " of a GPU (cuda+tf32) lets tensor cores multiply, with 10 bits of mantissa.")
    private String name;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of the device cpu; default: all processors.")
    private int threads = Runtime.getRuntime().availableProcessors();

    int threads() {
        return threads;
    }

    /** Opens the device; a remark about the choice goes to {@code messages}. */
    Device open(PrintWriter messages) {
        Limits.threads(threads);
        return Devices.open(name, threads, remark -> messages.println("t2drl: " + remark));
    }
}
