package t2drl.kernel;

/** How exactly a device computes, which decides what a comparison may allow. */
public enum Precision {
    DOUBLE,
    SINGLE,
    /** Single, but the matrix products of networks multiply 10 bits of mantissa (tensor cores). */
    TF32,
    /** Single, but the matrix products of networks multiply 8 bits of mantissa. */
    BF16
}
