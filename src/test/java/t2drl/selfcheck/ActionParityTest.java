package t2drl.selfcheck;

class ActionParityTest extends ParityTests {
    ActionParityTest() {
        super(ActionChecks.all());
    }
}
