package t2drl.kernel.scalar;

import t2drl.kernel.Tape;

/** What all tapes of this backend share. */
abstract class ScalarTape implements Tape {
    private final boolean training;

    ScalarTape(boolean training) {
        this.training = training;
    }

    final void requireTraining() {
        if (!training) {
            throw new IllegalStateException("this tape was made for forward passes only");
        }
    }

    @Override
    public double[] trace(String name) {
        throw new IllegalArgumentException("this tape has no value named " + name);
    }
}
