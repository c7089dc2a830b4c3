package t2drl.kernel;

/**
 * A device failed: no memory left, a kernel that went wrong, a GPU that is gone. The message is one sentence with the failing call, the device's
 * name for the error and the sizes involved. The device can no longer be used, except to close it; what is on disk is whole.
 */
public final class DeviceException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String call;
    private final String error;

    public DeviceException(String message, String call, String error) {
        super(message);
        this.call = call;
        this.error = error;
    }

    /** The driver's function that failed, such as {@code cuMemAlloc}. */
    public String call() {
        return call;
    }

    /** The driver's name for what happened, such as {@code CUDA_ERROR_OUT_OF_MEMORY}. */
    public String error() {
        return error;
    }
}
