package t2drl.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Turns Ctrl-C (or a polite kill) into a wish to stop, and lets the process live until the watched work has been put away. */
final class Interruption implements AutoCloseable {
    private static final long SECONDS_TO_PUT_AWAY = 60;

    private final CountDownLatch putAway = new CountDownLatch(1);
    private final Thread hook = new Thread(this::await, "t2drl-interrupt");
    private volatile boolean requested;

    private Interruption() {}

    static Interruption watch() {
        Interruption interruption = new Interruption();
        try {
            Runtime.getRuntime().addShutdownHook(interruption.hook);
        } catch (IllegalStateException e) {
            interruption.requested = true; // too late to ask for time
        }
        return interruption;
    }

    boolean requested() {
        return requested;
    }

    private void await() {
        requested = true;
        try {
            if (!putAway.await(SECONDS_TO_PUT_AWAY, TimeUnit.SECONDS)) {
                System.err.println("t2drl: gave up waiting for the run to be saved.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything is put away: from now on Ctrl-C ends the process at once. */
    @Override
    public void close() {
        putAway.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                requested = true; // this very moment
            }
        }
    }
}
