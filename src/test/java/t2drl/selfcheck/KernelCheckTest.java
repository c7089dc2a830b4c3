package t2drl.selfcheck;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import t2drl.kernel.Device;
import t2drl.kernel.vector.VectorDevice;

/** The checks themselves. */
class KernelCheckTest {
    static Stream<KernelCheck> checks() {
        return KernelCheck.all().stream().filter(check -> !check.name().startsWith("primitives"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("checks")
    void aDeviceWhoseKernelsDoNothingFails(KernelCheck check) {
        try (Device device = new VectorDevice(1)) {
            assertThatThrownBy(() -> check.run(inert(device), 1)).isInstanceOf(Mismatch.class);
        }
    }

    /** Memory and tapes of the device, but kernels that do nothing. */
    private static Device inert(Device device) {
        return wrap(Device.class, device, true);
    }

    private static <T> T wrap(Class<T> type, Object target, boolean top) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    if (top && method.getReturnType().getSimpleName().endsWith("Kernels")) {
                        return wrap(method.getReturnType(), method.invoke(target, arguments), false);
                    }
                    return !top && method.getReturnType() == void.class ? null : method.invoke(target, arguments);
                }));
    }
}
