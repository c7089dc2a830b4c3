package t2drl.selfcheck;

import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import t2drl.kernel.Device;
import t2drl.testing.Backend;

/** The kernels of one family: on every backend as on the scalar device. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ParityTests {
    private final List<KernelCheck> checks;

    ParityTests(List<KernelCheck> checks) {
        this.checks = checks;
    }

    List<Arguments> cases() {
        return backends().stream()
                .flatMap(backend -> checks.stream().map(check -> Arguments.of(check, backend)))
                .toList();
    }

    List<Backend> backends() {
        return Backend.all();
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("cases")
    void agreesWithTheScalarDevice(KernelCheck check, Backend backend) {
        try (Device device = backend.open()) {
            check.run(device, 0);
        }
    }
}
