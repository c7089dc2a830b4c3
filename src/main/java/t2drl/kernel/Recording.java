package t2drl.kernel;

/** A fixed sequence of kernel calls over fixed memory, made by {@link Device#record}. */
public interface Recording {
    /** Runs the recorded calls once more. Allocates nothing. */
    void replay();
}
