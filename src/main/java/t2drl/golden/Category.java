package t2drl.golden;

import java.util.Locale;
import t2drl.kernel.Precision;

/** The categories of a network's quantities, with what a correct implementation reaches. */
enum Category {
    VALUES(1e-12, 1e-5),
    LOSSES(1e-12, 1e-5),
    GRADIENTS(1e-12, 5e-5),
    WEIGHTS(1e-12, 5e-6);

    /** 13 bits fewer than a float has; rounding errors of products average out to about a tenth of that. */
    private static final double TF32_LOOSENESS = 800;

    private final double inDouble;
    private final double inFloat;

    Category(double inDouble, double inFloat) {
        this.inDouble = inDouble;
        this.inFloat = inFloat;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    double tolerance(Precision precision) {
        return switch (precision) {
            case DOUBLE -> inDouble;
            case SINGLE -> inFloat;
            case TF32 -> TF32_LOOSENESS * inFloat;
        };
    }
}
