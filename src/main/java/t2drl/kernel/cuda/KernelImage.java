package t2drl.kernel.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import t2drl.kernel.DeviceException;

/** The GPU code that the build put beside this class: a fatbin for known GPUs and the newest drivers, and PTX for older drivers. */
final class KernelImage {
    private static final String FATBIN = "t2drl.fatbin";
    private static final String PTX = "t2drl.ptx";
    /** Stands for the fatbin on the emulated driver, in builds without nvcc. */
    private static final String EMULATED_IMAGE = "emulator/kernels.image";

    private static final Pattern PTX_VERSION = Pattern.compile("^\\.version (\\d+)\\.(\\d+)", Pattern.MULTILINE);
    private static final int FATBIN_MAGIC = 0xba55ed50;
    private static final int FATBIN_HEADER_BYTES = 16;

    private KernelImage() {}

    /**
     * Loads into the current context what GPU and driver take.
     *
     * @throws CudaUnavailable if there is nothing for them in this build
     */
    static CudaModule load(CudaDriver driver) {
        Optional<byte[]> built = resource(FATBIN);
        if (built.isEmpty() && driver.emulated()) {
            return new CudaModule(resource(EMULATED_IMAGE).orElseThrow());
        }
        byte[] fatbin = built.orElseThrow(() -> new CudaUnavailable(
                "this build has no GPU code (it needs nvcc, from the CUDA toolkit, and mvn -DskipTests package)"));
        return load(fatbin, resource(PTX), driver.version(), CudaModule::new);
    }

    static boolean hasGpuCode() {
        return KernelImage.class.getResource(FATBIN) != null;
    }

    /** Tries the fatbin, then the PTX if the fatbin is too new for the driver. */
    static <T> T load(byte[] fatbin, Optional<byte[]> ptx, String driverVersion, Function<byte[], T> loader) {
        requireWhole(fatbin);
        try {
            return loader.apply(fatbin);
        } catch (DeviceException e) {
            // Some drivers say that of code of a newer CUDA, and it is whole.
            if (!isTooNew(e) && !e.error().equals("CUDA_ERROR_INVALID_IMAGE")) {
                throw e;
            }
        }
        byte[] text = ptx.orElseThrow(() -> tooOld(driverVersion, "a newer one"));
        try {
            // The driver takes text up to a zero.
            return loader.apply(Arrays.copyOf(text, text.length + 1));
        } catch (DeviceException e) {
            throw isTooNew(e) ? tooOld(driverVersion, "CUDA " + cudaVersionOf(text)) : e;
        }
    }

    private static boolean isTooNew(DeviceException e) {
        return e.error().equals("CUDA_ERROR_NO_BINARY_FOR_GPU")
                || e.error().equals("CUDA_ERROR_UNSUPPORTED_PTX_VERSION");
    }

    private static CudaUnavailable tooOld(String driverVersion, String needed) {
        return new CudaUnavailable("the NVIDIA driver is too old (it knows CUDA %s, and %s is needed: update it)"
                .formatted(driverVersion, needed));
    }

    /** The first CUDA version that reads PTX of this {@code .version}: PTX 7.0 came with CUDA 11.0, PTX 8.0 with CUDA 12.0. */
    private static String cudaVersionOf(byte[] ptx) {
        Matcher version = PTX_VERSION.matcher(new String(ptx, StandardCharsets.US_ASCII));
        return version.find()
                ? (Integer.parseInt(version.group(1)) + 4) + "." + version.group(2)
                : "of this build's PTX";
    }

    /** The driver itself reads on and on where a part is missing. */
    private static void requireWhole(byte[] fatbin) {
        ByteBuffer header = ByteBuffer.wrap(fatbin).order(ByteOrder.LITTLE_ENDIAN);
        if (fatbin.length < FATBIN_HEADER_BYTES || header.getInt(0) != FATBIN_MAGIC) {
            throw damaged("it is no fatbin");
        }
        long whole = Short.toUnsignedLong(header.getShort(6)) + header.getLong(8);
        if (whole != fatbin.length) {
            throw damaged("%d bytes instead of %d".formatted(fatbin.length, whole));
        }
    }

    private static CudaUnavailable damaged(String how) {
        return new CudaUnavailable(
                "the GPU code of this build is damaged (%s: %s), build again".formatted(FATBIN, how));
    }

    private static Optional<byte[]> resource(String name) {
        try (InputStream in = KernelImage.class.getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
