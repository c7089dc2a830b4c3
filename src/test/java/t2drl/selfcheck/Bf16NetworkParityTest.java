package t2drl.selfcheck;

import java.util.List;
import t2drl.testing.Backend;

/** The networks again, with their products in bfloat16. */
class Bf16NetworkParityTest extends ParityTests {
    Bf16NetworkParityTest() {
        super(NetworkChecks.all());
    }

    @Override
    List<Backend> backends() {
        return List.of(Backend.bf16(3));
    }
}
