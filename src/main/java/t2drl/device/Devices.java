package t2drl.device;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import t2drl.common.Texts;
import t2drl.common.UserException;
import t2drl.kernel.Device;
import t2drl.kernel.DeviceException;
import t2drl.kernel.cuda.CudaDevice;
import t2drl.kernel.cuda.CudaDriver;
import t2drl.kernel.cuda.CudaUnavailable;
import t2drl.kernel.scalar.ScalarDevice;
import t2drl.kernel.vector.VectorDevice;

/** Opens a device by the name that {@code --device} takes. */
public final class Devices {
    public static final String AUTO = "auto";
    public static final String CPU = "cpu";
    public static final String SCALAR = "scalar";
    public static final String CUDA = "cuda";
    public static final String EMULATED = "emulated";

    /** All names, as {@code --device} takes them. */
    public static final List<String> NAMES = List.of(AUTO, CPU, SCALAR, CUDA, CUDA + ":N", EMULATED);

    /** Behind the name of a device that is or emulates a GPU: the products of networks may go to the tensor cores. */
    public static final String TF32 = "+tf32";

    /** Behind that, or the name: the products of wide layers go to cuBLAS. */
    public static final String CUBLAS = "+cublas";

    /** The device {@code cpu} with the products of networks in bfloat16. */
    public static final String CPU_BF16 = CPU + "+bf16";

    private static final Pattern GPU = Pattern.compile("(cuda(?::(\\d{1,4}))?|emulated)(\\+tf32)?(\\+cublas)?");

    private Devices() {}

    /**
     * Checks that a device is called so, whether or not it can run on this machine.
     *
     * @throws UserException if none is
     */
    public static void requireName(String name) {
        if (!GPU.matcher(name).matches()
                && !List.of(AUTO, CPU, CPU_BF16, SCALAR).contains(name)) {
            throw new UserException(
                    "No device is called %s: use one of %s; %s, %s or both in this order may follow the name of a GPU, +bf16 that of cpu."
                            .formatted(Texts.quote(name), String.join(", ", NAMES), TF32, CUBLAS));
        }
    }

    /** {@link #open(String, int, Consumer)}, without the remarks. */
    public static Device open(String name, int threads) {
        return open(name, threads, _ -> {});
    }

    /**
     * Opens a device; {@code cpu} works on {@code threads} threads. {@code auto} takes a GPU that can be used, else {@code cpu} where it runs
     * fast, else {@code scalar}; a device asked for by name is that device or an error. What a user should know about the choice goes to
     * {@code remarks}: why {@code auto} did not take the first one, or that {@code cpu} is slow here.
     */
    public static Device open(String name, int threads, Consumer<String> remarks) {
        requireName(name);
        Matcher gpu = GPU.matcher(name);
        if (gpu.matches()) {
            boolean tf32 = gpu.group(3) != null;
            boolean cublas = gpu.group(4) != null;
            int index = gpu.group(2) == null ? 0 : Integer.parseInt(gpu.group(2));
            return gpu.group(1).equals(EMULATED)
                    ? cuda(name, CudaDriver::emulator, index, tf32, cublas)
                    : cuda(name, CudaDriver::nvidia, index, tf32, cublas);
        }
        return switch (name) {
            case AUTO -> automatic(threads, remarks);
            case CPU, CPU_BF16 -> {
                VectorSupport.missing()
                        .or(() -> name.equals(CPU) ? Optional.empty() : VectorDevice.bf16Missing())
                        .ifPresent(reason -> {
                            throw cannotRun(name, reason);
                        });
                VectorSupport.slow()
                        .ifPresent(reason -> remarks.accept("the device cpu is slower than scalar, since " + reason));
                yield name.equals(CPU) ? new VectorDevice(threads) : VectorDevice.bf16(threads);
            }
            case SCALAR -> new ScalarDevice();
            default -> throw new AssertionError(name);
        };
    }

    private static Device automatic(int threads, Consumer<String> remarks) {
        String whyNotCuda;
        try {
            return new CudaDevice(CudaDriver.nvidia(), 0, false, false);
        } catch (CudaUnavailable | DeviceException e) {
            whyNotCuda = clause(e);
        }
        Optional<String> whyNotCpu = whyNotCpu();
        remarks.accept("using the device %s, since %s"
                .formatted(
                        whyNotCpu.isEmpty() ? CPU : SCALAR,
                        whyNotCpu.map(why -> whyNotCuda + ", and " + why).orElse(whyNotCuda)));
        return whyNotCpu.isEmpty() ? new VectorDevice(threads) : new ScalarDevice();
    }

    private static Device cuda(String name, Supplier<CudaDriver> driver, int index, boolean tf32, boolean cublas) {
        try {
            return new CudaDevice(driver.get(), index, tf32, cublas);
        } catch (CudaUnavailable | DeviceException e) {
            throw cannotRun(name, clause(e));
        }
    }

    private static UserException cannotRun(String name, String reason) {
        return new UserException(
                "The device %s cannot run: %s; t2drl doctor lists those that can.".formatted(name, reason));
    }

    /** The message as a part of a sentence. */
    private static String clause(RuntimeException e) {
        String message = e.getMessage();
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    /** Bytes that a GPU's memory holds for {@code device}; null if it is none. */
    public static @Nullable Long memoryBytes(Device device) {
        return device instanceof CudaDevice gpu ? gpu.memoryBytes() : null;
    }

    private static Optional<String> whyNotCpu() {
        return VectorSupport.missing().or(VectorSupport::slow);
    }
}
