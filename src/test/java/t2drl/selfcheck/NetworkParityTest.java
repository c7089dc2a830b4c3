package t2drl.selfcheck;

class NetworkParityTest extends ParityTests {
    NetworkParityTest() {
        super(NetworkChecks.all());
    }
}
