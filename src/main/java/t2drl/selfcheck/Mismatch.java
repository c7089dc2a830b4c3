package t2drl.selfcheck;

/** A device did something else than the scalar device. The message says where, with the seed. */
public final class Mismatch extends RuntimeException {
    private static final long serialVersionUID = 1;

    Mismatch(String message) {
        super(message);
    }
}
