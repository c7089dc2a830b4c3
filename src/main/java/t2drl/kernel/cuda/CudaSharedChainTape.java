package t2drl.kernel.cuda;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.SharedChainShape;

/** The shared family's reverse chain. */
final class CudaSharedChainTape extends CudaTape {
    CudaSharedChainTape(CudaStream stream, CudaDevice device, SharedChainShape shape, int cells, boolean training) {
        super(
                new Sizes(
                        shape.layout().size(),
                        cells * shape.users() * shape.features(),
                        shape.schedule().steps() * cells * 2 * shape.users(),
                        cells * 2 * shape.users()),
                training);
    }

    @Override
    void forward(CudaBuffer parameters, CudaBuffer input, CudaBuffer noise, CudaBuffer output) {
        throw new UnsupportedOperationException("CudaSharedChainTape has no kernels yet");
    }

    @Override
    void backward(
            CudaBuffer parameters,
            CudaBuffer input,
            CudaBuffer dOutput,
            @Nullable CudaBuffer gradients,
            @Nullable CudaBuffer dInput,
            @Nullable CudaBuffer dNoise) {
        throw new UnsupportedOperationException("CudaSharedChainTape has no kernels yet");
    }
}
