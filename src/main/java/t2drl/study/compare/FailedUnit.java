package t2drl.study.compare;

import t2drl.common.UserException;

/** A unit that is missing from a study because it failed. {@code reason} is one line. */
public record FailedUnit(String unit, String reason) {
    /** The reason that an exception is. */
    public static String reason(Throwable cause) {
        String text = cause instanceof UserException ? cause.getMessage() : cause.toString();
        return text.replaceAll("\\s+", " ");
    }
}
