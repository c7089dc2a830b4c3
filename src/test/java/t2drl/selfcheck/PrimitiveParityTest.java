package t2drl.selfcheck;

import java.util.List;
import t2drl.testing.Backend;

class PrimitiveParityTest extends ParityTests {
    PrimitiveParityTest() {
        super(PrimitiveChecks.all());
    }

    /** Only GPUs have primitives. */
    @Override
    List<Backend> backends() {
        return Backend.all().stream()
                .filter(backend -> !backend.name().equals("cpu"))
                .toList();
    }
}
