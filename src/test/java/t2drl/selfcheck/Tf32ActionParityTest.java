package t2drl.selfcheck;

import java.util.List;
import t2drl.testing.Backend;

/** What multiplies nothing is as exact as ever on a device whose networks' products go to tensor cores. */
class Tf32ActionParityTest extends ParityTests {
    Tf32ActionParityTest() {
        super(ActionChecks.all());
    }

    @Override
    List<Backend> backends() {
        return List.of(Backend.tf32());
    }
}
