package t2drl.device;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import t2drl.kernel.vector.VectorDevice;

/** Whether the Vector API runs, and runs fast, on this Java: without the C2 compiler or wide registers it is slower than plain loops. */
public final class VectorSupport {
    private VectorSupport() {}

    /** Why the {@code cpu} device cannot run here, with what helps; empty if it can. */
    public static Optional<String> missing() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
                ? Optional.empty()
                : Optional.of("this Java runs without the module jdk.incubator.vector"
                        + " (start it with --add-modules jdk.incubator.vector, as ./t2drl does)");
    }

    /** Why the {@code cpu} device, though it runs, would be slower than {@code scalar} here, with what helps; empty if it is not. */
    public static Optional<String> slow() {
        if (!compilesWithC2()) {
            return Optional.of(
                    "this Java does not compile with C2 (use a HotSpot JDK without -Xint, -XX:TieredStopAtLevel or a"
                            + " JVMCI compiler)");
        }
        int bits = VectorDevice.lanes() * Float.SIZE;
        int needed = isX86() ? 256 : 128;
        if (bits < needed) {
            return Optional.of("vectors are %d bits wide here and %d are needed%s"
                    .formatted(bits, needed, isX86() ? " (a processor with AVX2, and -XX:UseAVX not below 2)" : ""));
        }
        return Optional.empty();
    }

    private static boolean isX86() {
        String arch = System.getProperty("os.arch", "");
        return arch.equals("amd64") || arch.equals("x86_64");
    }

    /** Whether this Java compiles hot code with HotSpot's optimising compiler. */
    public static boolean compilesWithC2() {
        HotSpotDiagnosticMXBean hotSpot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return hotSpot != null
                && !System.getProperty("java.vm.info", "").contains("interpreted")
                && option(hotSpot, "TieredStopAtLevel").orElse("4").equals("4")
                && !option(hotSpot, "UseJVMCICompiler").orElse("false").equals("true");
    }

    private static Optional<String> option(HotSpotDiagnosticMXBean hotSpot, String name) {
        try {
            return Optional.of(hotSpot.getVMOption(name).getValue());
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }
}
