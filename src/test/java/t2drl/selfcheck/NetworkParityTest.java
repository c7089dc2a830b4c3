package t2drl.selfcheck;

import java.util.List;
import java.util.stream.Stream;
import t2drl.testing.Backend;

class NetworkParityTest extends ParityTests {
    NetworkParityTest() {
        super(NetworkChecks.all());
    }

    @Override
    List<Backend> backends() {
        return Stream.concat(Backend.all().stream(), Stream.of(Backend.tf32())).toList();
    }
}
