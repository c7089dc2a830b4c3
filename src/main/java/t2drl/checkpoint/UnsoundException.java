package t2drl.checkpoint;

/** A checkpoint that is damaged. The message is a clause that says how. */
final class UnsoundException extends Exception {
    private static final long serialVersionUID = 1;

    UnsoundException(String message) {
        super(message);
    }
}
