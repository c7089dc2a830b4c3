package t2drl.device;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import t2drl.common.Version;
import t2drl.kernel.Device;
import t2drl.kernel.DeviceException;
import t2drl.kernel.cuda.CudaDevice;
import t2drl.kernel.cuda.CudaDriver;
import t2drl.kernel.cuda.CudaUnavailable;
import t2drl.kernel.vector.VectorDevice;

/**
 * What this machine and this Java offer, and what would help.
 *
 * @param vectorBits width of the preferred vectors; 0 without the Vector API
 * @param heapBytes most memory that this Java takes for its objects
 * @param gpuCode whether this build has kernels for GPUs
 * @param cublas the cuBLAS that is installed, or why none is
 * @param policyLibrary whether this build has the policy library for C programs
 * @param autoDevice the device that {@code auto} opens
 * @param autoReason why that one
 */
public record Diagnosis(
        String program,
        String javaVersion,
        String javaVendor,
        String javaVm,
        boolean compilesWithC2,
        int vectorBits,
        int threads,
        long heapBytes,
        long memoryBytes,
        boolean gpuCode,
        String cublas,
        boolean policyLibrary,
        List<Finding> devices,
        String autoDevice,
        String autoReason) {

    /** One device: whether it can run here, and what it is or what it lacks and what would help. */
    public record Finding(String name, boolean usable, String detail) {}

    /** Looks at the machine and the Java that this runs on; the caller knows whether there is a policy library. */
    public static Diagnosis ofThisMachine(boolean policyLibrary) {
        Optional<String> missing = VectorSupport.missing();
        Optional<String> whyNotCpu = missing.or(VectorSupport::slow);
        Finding cuda = cuda();
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Diagnosis(
                "t2drl " + Version.current(),
                Runtime.version().toString(),
                System.getProperty("java.vendor"),
                System.getProperty("java.vm.name"),
                VectorSupport.compilesWithC2(),
                missing.isPresent() ? 0 : VectorDevice.lanes() * Float.SIZE,
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory(),
                system.getTotalMemorySize(),
                CudaDriver.hasGpuCode(),
                installedCublas(),
                policyLibrary,
                List.of(
                        cpu(missing),
                        bf16(missing.or(VectorDevice::bf16Missing)),
                        new Finding(Devices.SCALAR, true, "plain loops in double precision on one thread"),
                        cuda,
                        emulated()),
                cuda.usable() ? Devices.CUDA : whyNotCpu.isEmpty() ? Devices.CPU : Devices.SCALAR,
                whyNotCpu.filter(_ -> !cuda.usable()).orElse("the fastest device that runs here"));
    }

    private static Finding cuda() {
        try (Device device = new CudaDevice(CudaDriver.nvidia(), 0, false, false)) {
            return new Finding(Devices.CUDA, true, device.description());
        } catch (CudaUnavailable | DeviceException e) {
            return new Finding(Devices.CUDA, false, e.getMessage());
        }
    }

    private static String installedCublas() {
        try {
            return CudaDriver.installedCublas() + ": multiplies in wide layers of devices named " + Devices.CUDA
                    + Devices.CUBLAS + ", and of no others";
        } catch (CudaUnavailable e) {
            return "not used, " + e.getMessage();
        }
    }

    /** Does not load the emulated driver: this process could then not use NVIDIA's. */
    private static Finding emulated() {
        return CudaDriver.hasEmulator()
                ? new Finding(Devices.EMULATED, true, "the GPU's kernels on one processor core, slowly: for tests")
                : new Finding(
                        Devices.EMULATED,
                        false,
                        "this build has no emulated driver (install g++ and CMake, on Linux on x86-64, and build"
                                + " again)");
    }

    private static Finding cpu(Optional<String> missing) {
        if (missing.isPresent()) {
            return new Finding(Devices.CPU, false, missing.get());
        }
        String what = "Vector API in single precision, %d numbers at once, any number of threads"
                .formatted(VectorDevice.lanes());
        return new Finding(
                Devices.CPU,
                true,
                VectorSupport.slow()
                        .map(reason -> what + ", but slow: " + reason)
                        .orElse(what));
    }

    private static Finding bf16(Optional<String> missing) {
        return new Finding(
                Devices.CPU_BF16, missing.isEmpty(), missing.orElse("the device cpu with products in bfloat16"));
    }

    /** The diagnosis for people, one finding a line. */
    public String text() {
        StringBuilder text = new StringBuilder();
        line(text, "program", program);
        line(text, "java", "%s, %s, %s".formatted(javaVersion, javaVendor, javaVm));
        line(text, "compiler", compilesWithC2 ? "C2" : "no C2: vectors will be slow");
        line(text, "vectors", vectorBits == 0 ? "none" : "%d bits, %d floats".formatted(vectorBits, vectorBits / 32));
        line(text, "threads", Integer.toString(threads));
        line(
                text,
                "memory",
                "%d MB, of which Java takes at most %d MB (-Xmx changes that)"
                        .formatted(memoryBytes >> 20, heapBytes >> 20));
        line(
                text,
                "gpu code",
                gpuCode
                        ? "in this build"
                        : "not in this build: it needs nvcc, from the CUDA toolkit, and mvn -DskipTests package");
        line(text, "cublas", cublas);
        line(
                text,
                "policies",
                policyLibrary
                        ? "decide in Java and in C, with the library of this build"
                        : "decide in Java only: install g++ and CMake, on Linux, and build with mvn -DskipTests"
                                + " package for the library in C");
        for (Finding device : devices) {
            line(text, device.name(), (device.usable() ? "usable, " : "not usable, ") + device.detail());
        }
        line(text, "auto", "takes %s: %s".formatted(autoDevice, autoReason));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("%-10s%s\n".formatted(name, value));
    }
}
