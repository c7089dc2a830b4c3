package t2drl.kernel.cuda;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.MlpShape;

/** The plain network over whole inputs (flat critics, flat DDPG, DDQN). */
final class CudaMlpTape extends CudaTape {
    CudaMlpTape(CudaStream stream, CudaDevice device, MlpShape shape, int rows, boolean training) {
        super(new Sizes(shape.layout().size(), rows * shape.inputs(), 0, rows * shape.outputs()), training);
    }

    @Override
    void forward(CudaBuffer parameters, CudaBuffer input, CudaBuffer noise, CudaBuffer output) {
        throw new UnsupportedOperationException("CudaMlpTape has no kernels yet");
    }

    @Override
    void backward(
            CudaBuffer parameters,
            CudaBuffer input,
            CudaBuffer dOutput,
            @Nullable CudaBuffer gradients,
            @Nullable CudaBuffer dInput,
            @Nullable CudaBuffer dNoise) {
        throw new UnsupportedOperationException("CudaMlpTape has no kernels yet");
    }
}
