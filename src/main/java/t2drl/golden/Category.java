package t2drl.golden;

import java.util.Locale;

/** The categories of a network's quantities, with what a correct implementation reaches. */
enum Category {
    VALUES(1e-12, 1e-5),
    LOSSES(1e-12, 1e-5),
    GRADIENTS(1e-12, 5e-5),
    WEIGHTS(1e-12, 5e-6);

    private final double inDouble;
    private final double inFloat;

    Category(double inDouble, double inFloat) {
        this.inDouble = inDouble;
        this.inFloat = inFloat;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    double tolerance(boolean doublePrecision) {
        return doublePrecision ? inDouble : inFloat;
    }
}
