package t2drl.selfcheck;

class UpdateParityTest extends ParityTests {
    UpdateParityTest() {
        super(UpdateChecks.all());
    }
}
