package t2drl.golden;

import java.util.Locale;
import t2drl.kernel.Precision;

/** The categories of a network's quantities, with what a correct implementation reaches. */
enum Category {
    VALUES(1e-12, 1e-5, 1e-2, 2e-2),
    LOSSES(1e-12, 1e-5, 1e-2, 2e-2),
    /** In bfloat16, rounding carries some numbers across the kink of a ReLU, and a gradient is then another one. */
    GRADIENTS(1e-12, 5e-5, 5e-2, 9e-1),
    /** The first steps of Adam move a weight by the learning rate, whatever the size of its gradient: with coarse products some go the other way. */
    WEIGHTS(1e-12, 5e-6, 5e-2, 5e-2);

    private final double inDouble;
    private final double inFloat;
    private final double inTf32;
    private final double inBf16;

    Category(double inDouble, double inFloat, double inTf32, double inBf16) {
        this.inDouble = inDouble;
        this.inFloat = inFloat;
        this.inTf32 = inTf32;
        this.inBf16 = inBf16;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    double tolerance(Precision precision) {
        return switch (precision) {
            case DOUBLE -> inDouble;
            case SINGLE -> inFloat;
            case TF32 -> inTf32;
            case BF16 -> inBf16;
        };
    }
}
