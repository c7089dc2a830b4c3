package t2drl.device;

import java.util.List;
import java.util.Optional;
import t2drl.common.UserException;
import t2drl.kernel.Device;
import t2drl.kernel.scalar.ScalarDevice;
import t2drl.kernel.vector.VectorDevice;

/** Opens a device by the name that {@code --device} takes. */
public final class Devices {
    public static final String AUTO = "auto";
    public static final String CPU = "cpu";
    public static final String SCALAR = "scalar";

    /** All names, as {@code --device} takes them. */
    public static final List<String> NAMES = List.of(AUTO, CPU, SCALAR);

    private Devices() {}

    /**
     * Opens a device that works on {@code threads} threads ({@code scalar}: one). {@code auto} takes {@code cpu} where it
     * runs fast and {@code scalar} elsewhere; a device asked for by name is that device or an error.
     */
    public static Device open(String name, int threads) {
        return switch (name) {
            case AUTO -> open(autoChoice(), threads);
            case CPU -> {
                VectorSupport.missing().ifPresent(reason -> {
                    throw new UserException("The device cpu cannot run: " + reason + ".");
                });
                yield new VectorDevice(threads);
            }
            case SCALAR -> new ScalarDevice();
            default ->
                throw new UserException(
                        "No device is called '%s': use one of %s.".formatted(name, String.join(", ", NAMES)));
        };
    }

    /** What a user who asked for {@code name} should know: why {@code auto} took {@code scalar}, or that {@code cpu} is slow here. */
    public static Optional<String> remark(String name) {
        return switch (name) {
            case AUTO -> whyNotCpu().map(reason -> "using the device scalar, since " + reason);
            case CPU -> whyNotCpu().map(reason -> "the device cpu is slower than scalar, since " + reason);
            default -> Optional.empty();
        };
    }

    /** The name of the device that {@code auto} opens here. */
    public static String autoChoice() {
        return whyNotCpu().isEmpty() ? CPU : SCALAR;
    }

    private static Optional<String> whyNotCpu() {
        return VectorSupport.missing().or(VectorSupport::slow);
    }
}
