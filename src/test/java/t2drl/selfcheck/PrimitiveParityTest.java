package t2drl.selfcheck;

class PrimitiveParityTest extends ParityTests {
    PrimitiveParityTest() {
        super(PrimitiveChecks.all());
    }
}
