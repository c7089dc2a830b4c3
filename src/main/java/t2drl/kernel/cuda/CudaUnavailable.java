package t2drl.kernel.cuda;

/** The CUDA backend cannot run here. The message is a clause that says why and what helps, without a full stop. */
public final class CudaUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    CudaUnavailable(String reason) {
        super(reason);
    }

    CudaUnavailable(String reason, Throwable cause) {
        super(reason, cause);
    }
}
