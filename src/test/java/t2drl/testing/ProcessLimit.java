package t2drl.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/** Kills processes that tests have started and that hang: the test that reads from one, which no timeout of JUnit interrupts, then goes on and fails. */
public final class ProcessLimit implements TestExecutionListener {
    private static final Duration LONGEST = Duration.ofMinutes(20);

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        Thread.ofPlatform().daemon().name("process-limit").start(ProcessLimit::watch);
    }

    private static void watch() {
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(10);
                Instant oldest = Instant.now().minus(LONGEST);
                ProcessHandle.current()
                        .descendants()
                        .filter(process -> process.info()
                                .startInstant()
                                .orElse(Instant.MAX)
                                .isBefore(oldest))
                        .forEach(process -> {
                            System.err.printf("Killed after %d minutes: %s%n", LONGEST.toMinutes(), process.info());
                            process.destroyForcibly();
                        });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
