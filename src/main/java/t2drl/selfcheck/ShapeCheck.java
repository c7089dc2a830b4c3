package t2drl.selfcheck;

/** A check for one number of rows and columns. */
@FunctionalInterface
interface ShapeCheck {
    void run(Parity parity, int rows, int width);

    /** This check over awkward shapes. */
    default KernelCheck named(String name) {
        return new KernelCheck(name, parity -> parity.awkwardShapes((rows, width) -> run(parity, rows, width)));
    }
}
