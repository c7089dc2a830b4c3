package t2drl.selfcheck;

import java.util.List;
import t2drl.testing.Backend;

/** Wide layers again, with their products by cuBLAS. */
class CublasNetworkParityTest extends ParityTests {
    CublasNetworkParityTest() {
        super(List.of(NetworkChecks.WIDE_LAYERS));
    }

    @Override
    List<Backend> backends() {
        return Backend.cublas();
    }
}
