package t2drl.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/** A test that meets a kernel which a backend does not have yet is skipped. */
public final class SkipsWhatIsNotThereYet implements TestExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        if (failure instanceof UnsupportedOperationException) {
            throw new TestAbortedException("skipped: " + failure.getMessage());
        }
        throw failure;
    }
}
