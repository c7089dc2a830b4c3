package t2drl.common;

/**
 * A computation that gave a number which is not finite, so that going on makes no sense. The message is one sentence: what, where and when. The command line
 * prints it and ends with exit code 1.
 */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Makes an exception with the sentence that the user will read. */
    public DivergedException(String message) {
        super(message);
    }
}
