package t2drl.kernel;

/**
 * The action map (system model, section 5, "Action map"). {@code softmaxFactor} is c_b, {@code askHeight} is k, {@code
 * stepsPerSlot} is R, {@code minShare} is b_min.
 */
public record MapShape(
        Kind kind, int users, double minShare, double stepsPerSlot, double softmaxFactor, double askHeight) {
    /** Which map. */
    public enum Kind {
        WATER_LEVEL,
        PROPORTIONAL
    }

    /** The same for another number of users. */
    public MapShape withUsers(int users) {
        return new MapShape(kind, users, minShare, stepsPerSlot, softmaxFactor, askHeight);
    }
}
