package t2drl.testing;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import t2drl.kernel.cuda.CudaDriver;

/** The settings and faults of the emulated driver; native/emulator/README.md lists them. */
public final class Emulator {
    private Emulator() {}

    /** Skips the test where the emulated driver was not built. */
    public static void assumeBuilt() {
        Assumptions.assumeTrue(
                CudaDriver.hasEmulator(), "skipped: the emulated driver was not built, which takes g++ and CMake");
    }

    public static void set(String key, long value) {
        int known = (int) call(
                "t2drlEmulatorSet",
                ValueLayout.JAVA_INT,
                new Object[] {key, value},
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG);
        if (known == 0) {
            throw new IllegalArgumentException(key);
        }
    }

    /** A setting or a counter. */
    public static long get(String key) {
        return (long) call("t2drlEmulatorGet", ValueLayout.JAVA_LONG, new Object[] {key}, ValueLayout.ADDRESS);
    }

    /** What programs have taken from the driver and not given back. */
    public static Map<String, Long> live() {
        Map<String, Long> live = new TreeMap<>();
        for (String what : new String[] {"Bytes", "Pinned", "Modules", "Streams", "Graphs", "Events"}) {
            live.put(what, get("live" + what));
        }
        return live;
    }

    /** The {@code nth} call from now, 1 for the next, gives the code. */
    public static void fail(String function, long nth, int code) {
        call(
                "t2drlEmulatorFail",
                ValueLayout.JAVA_INT,
                new Object[] {function, nth, code},
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT);
    }

    /** As after loading; closes all devices. */
    public static void reset() {
        CudaDriver.emulator();
        try {
            function("t2drlEmulatorReset", FunctionDescriptor.ofVoid()).invoke();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object call(String name, MemoryLayout result, Object[] arguments, MemoryLayout... layouts) {
        CudaDriver.emulator();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom((String) arguments[0]);
            arguments[0] = text;
            return function(name, FunctionDescriptor.of(result, layouts)).invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return Linker.nativeLinker()
                .downcallHandle(SymbolLookup.loaderLookup().find(name).orElseThrow(), descriptor);
    }
}
