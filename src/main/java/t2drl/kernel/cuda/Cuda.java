package t2drl.kernel.cuda;

import jcuda.driver.CUresult;
import t2drl.kernel.DeviceException;

/** Turns the driver's result codes into exceptions. */
final class Cuda {
    static final String OUT_OF_MEMORY =
            "make cells, batch or replay_slots smaller, or end other programs that use this GPU";
    static final String LOST = "the device can no longer be used by this process, start it again and see t2drl doctor";

    private Cuda() {}

    /** Does nothing if {@code result}, which {@code call} returned, is success. */
    static void check(int result, String call) {
        if (result != CUresult.CUDA_SUCCESS) {
            throw failure(result, call, "");
        }
    }

    /** The exception for a {@code result} of {@code call}; {@code sizes} says how much of what was asked for. */
    static DeviceException failure(int result, String call, String sizes) {
        String error = CUresult.stringFor(result);
        return new DeviceException(message(call, sizes, error, advice(result)), call, error);
    }

    /** The sentence about a call that failed. */
    static String message(String call, String sizes, String error, String advice) {
        String report = CudaDriver.report();
        return "%s%s failed with %s%s: %s."
                .formatted(
                        call,
                        sizes.isEmpty() ? "" : " (" + sizes + ")",
                        error,
                        report == null ? "" : " (" + report + ")",
                        advice);
    }

    private static String advice(int result) {
        return switch (result) {
            case CUresult.CUDA_ERROR_OUT_OF_MEMORY -> OUT_OF_MEMORY;
            case CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU,
                    CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION,
                    CUresult.CUDA_ERROR_INVALID_PTX ->
                "this build has no code for this GPU and driver, see t2drl doctor";
            case CUresult.CUDA_ERROR_INVALID_IMAGE, CUresult.CUDA_ERROR_INVALID_SOURCE ->
                "the GPU code of this build is damaged, build it again";
            case CUresult.CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES, CUresult.CUDA_ERROR_INVALID_VALUE ->
                "the sizes are more than this GPU can take, make batch or cells smaller";
            default -> LOST;
        };
    }
}
