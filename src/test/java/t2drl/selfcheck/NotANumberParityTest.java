package t2drl.selfcheck;

class NotANumberParityTest extends ParityTests {
    NotANumberParityTest() {
        super(NotANumberChecks.all());
    }
}
