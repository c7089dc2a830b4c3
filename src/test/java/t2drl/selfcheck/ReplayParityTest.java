package t2drl.selfcheck;

class ReplayParityTest extends ParityTests {
    ReplayParityTest() {
        super(ReplayChecks.all());
    }
}
