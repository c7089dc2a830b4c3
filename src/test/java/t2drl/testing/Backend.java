package t2drl.testing;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import t2drl.common.UserException;
import t2drl.device.Devices;
import t2drl.kernel.Device;
import t2drl.kernel.vector.VectorDevice;

/**
 * A device that is tested against the scalar one.
 *
 * @param name as test reports show it
 * @param opener skips the test where the device cannot be had
 */
public record Backend(String name, Supplier<Device> opener) {
    private static final int SEEDS = 3;

    /** The emulated driver with lazy streams; {@code seed} orders its blocks and threads. */
    public static Backend emulated(int seed) {
        return emulated(Devices.EMULATED, seed);
    }

    /** The emulated driver, or the GPU that is tested, with the products of networks on tensor cores. */
    public static Backend tf32() {
        if (System.getProperty("t2drl.backend") instanceof String device) {
            return new Backend(device + Devices.TF32, () -> Devices.open(device + Devices.TF32, 1));
        }
        return emulated(Devices.EMULATED + Devices.TF32, 1);
    }

    /**
     * The emulated driver, or the GPU that is tested, with and without tensor cores, where cuBLAS multiplies in wide layers; skips where
     * none is installed.
     */
    public static List<Backend> cublas() {
        return Stream.of(Devices.CUBLAS, Devices.TF32 + Devices.CUBLAS)
                .map(options -> System.getProperty("t2drl.backend") instanceof String device
                        ? new Backend(device + options, () -> openWithCublas(device + options))
                        : emulated(Devices.EMULATED + options, 1))
                .toList();
    }

    private static Device openWithCublas(String device) {
        try {
            return Devices.open(device, 1);
        } catch (UserException e) {
            assumeFalse(e.getMessage().contains("no cuBLAS was found"), e.getMessage());
            throw e;
        }
    }

    /** The vector device with products in bfloat16; skips where it cannot run. */
    public static Backend bf16(int threads) {
        return new Backend(Devices.CPU_BF16, () -> {
            VectorDevice.bf16Missing().ifPresent(reason -> assumeTrue(false, "skipped: " + reason));
            return VectorDevice.bf16(threads);
        });
    }

    private static Backend emulated(String device, int seed) {
        return new Backend(device + ", seed " + seed, () -> {
            Emulator.assumeBuilt();
            Emulator.set("lazy", 1);
            Emulator.set("seed", seed);
            return Devices.open(device, 1);
        });
    }

    /**
     * The vector device and the emulated one in several orders of execution. With {@code -Dt2drl.emulator=check} only the emulated one, once,
     * for every memory access is checked; with {@code -Dt2drl.backend=cuda} only the GPU.
     */
    public static List<Backend> all() {
        if (System.getProperty("t2drl.backend") instanceof String device) {
            return List.of(new Backend(device, () -> Devices.open(device, 1)));
        }
        if (System.getProperty("t2drl.emulator") != null) {
            return List.of(emulated(1));
        }
        Backend cpu = new Backend("cpu", () -> new VectorDevice(3));
        return Stream.concat(Stream.of(cpu), IntStream.rangeClosed(1, SEEDS).mapToObj(Backend::emulated))
                .toList();
    }

    /** A new device. */
    public Device open() {
        return opener.get();
    }

    @Override
    public String toString() {
        return name;
    }
}
