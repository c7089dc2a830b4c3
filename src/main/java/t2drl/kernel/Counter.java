package t2drl.kernel;

/**
 * A step counter in device memory. Schedules, Adam's bias correction, random numbers and replay positions follow it, so
 * that a recording which is replayed unchanged still moves on (see {@link UpdateKernels#advance}).
 */
public interface Counter {
    long get();

    void set(long value);
}
