package t2drl.selfcheck;

class CellParityTest extends ParityTests {
    CellParityTest() {
        super(CellChecks.all());
    }
}
