package t2drl.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import t2drl.common.UserException;
import t2drl.device.Devices;
import t2drl.kernel.Device;

/** Where a command computes: {@code --device} and {@code --threads}. */
final class DeviceOption {
    @Option(
            names = "--device",
            paramLabel = "NAME",
            description = "Where to compute: cuda or cuda:N (an NVIDIA GPU, counted from 0), cpu (vectors, single"
                + " precision), scalar (double precision), emulated (the GPU's kernels on the processor, for tests) or"
                + " auto, the first of the first three that runs here (default). +tf32 behind the name of a GPU"
                + " (cuda+tf32) lets tensor cores multiply, with 10 bits of mantissa; +cublas behind that"
                + " (cuda+cublas, cuda+tf32+cublas) leaves wide layers to an installed cuBLAS; cpu+bf16 multiplies 8"
                + " bits of mantissa, where the processor can.")
    private @Nullable String name;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of the device cpu; default: all processors.")
    private int threads = Runtime.getRuntime().availableProcessors();

    int threads() {
        return threads;
    }

    /** Opens the device; a remark about the choice goes to {@code messages}. */
    Device open(PrintWriter messages) {
        return open(name == null ? Devices.AUTO : name, messages);
    }

    /** Opens the device on which {@code run} began. */
    Device openAgain(String began, Path run, PrintWriter messages) {
        Device device = open(name == null ? began : name, messages);
        if (!device.name().equals(began)) {
            String other = device.name();
            device.close();
            throw new UserException(
                    "%s began on the device %s, and on %s it would end with other numbers: leave out --device."
                            .formatted(run, began, other));
        }
        return device;
    }

    private Device open(String wanted, PrintWriter messages) {
        Limits.threads(threads);
        return Devices.open(wanted, threads, remark -> Main.complain(messages, remark));
    }
}
