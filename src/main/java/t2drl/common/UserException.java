package t2drl.common;

/**
 * Something the user can put right. The message is one sentence: what is wrong, where, and what to do. The command line
 * prints it and ends with exit code 2; no stack trace.
 */
public final class UserException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Makes an exception with the sentence that the user will read. */
    public UserException(String message) {
        super(message);
    }

    /** Makes an exception with the sentence that the user will read, and the cause for developers. */
    public UserException(String message, Throwable cause) {
        super(message, cause);
    }
}
