package t2drl.selfcheck;

class RandomParityTest extends ParityTests {
    RandomParityTest() {
        super(RandomChecks.all());
    }
}
