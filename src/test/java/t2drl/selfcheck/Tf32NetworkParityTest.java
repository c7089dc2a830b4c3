package t2drl.selfcheck;

import java.util.List;
import t2drl.testing.Backend;

/** The networks again, with their products on tensor cores. A class of its own, so that the two run side by side. */
class Tf32NetworkParityTest extends ParityTests {
    Tf32NetworkParityTest() {
        super(NetworkChecks.all());
    }

    @Override
    List<Backend> backends() {
        return List.of(Backend.tf32());
    }
}
