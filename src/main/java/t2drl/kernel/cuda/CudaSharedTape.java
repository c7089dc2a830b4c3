package t2drl.kernel.cuda;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.SharedShape;

/** The network that all users of a cell share (critics, DDPG). */
final class CudaSharedTape extends CudaTape {
    CudaSharedTape(CudaStream stream, CudaDevice device, SharedShape shape, int cells, boolean training) {
        super(
                new Sizes(
                        shape.layout().size(),
                        cells * shape.users() * shape.inputs(),
                        0,
                        cells * shape.users() * shape.outputs()),
                training);
    }

    @Override
    void forward(CudaBuffer parameters, CudaBuffer input, CudaBuffer noise, CudaBuffer output) {
        throw new UnsupportedOperationException("CudaSharedTape has no kernels yet");
    }

    @Override
    void backward(
            CudaBuffer parameters,
            CudaBuffer input,
            CudaBuffer dOutput,
            @Nullable CudaBuffer gradients,
            @Nullable CudaBuffer dInput,
            @Nullable CudaBuffer dNoise) {
        throw new UnsupportedOperationException("CudaSharedTape has no kernels yet");
    }
}
