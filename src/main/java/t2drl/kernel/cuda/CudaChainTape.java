package t2drl.kernel.cuda;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.ChainShape;

/** The flat family's reverse chain (noise prediction, clips). */
final class CudaChainTape extends CudaTape {
    CudaChainTape(CudaStream stream, CudaDevice device, ChainShape shape, int rows, boolean training) {
        super(
                new Sizes(
                        shape.layout().size(),
                        rows * shape.state(),
                        shape.schedule().steps() * rows * shape.action(),
                        rows * shape.action()),
                training);
    }

    @Override
    void forward(CudaBuffer parameters, CudaBuffer input, CudaBuffer noise, CudaBuffer output) {
        throw new UnsupportedOperationException("CudaChainTape has no kernels yet");
    }

    @Override
    void backward(
            CudaBuffer parameters,
            CudaBuffer input,
            CudaBuffer dOutput,
            @Nullable CudaBuffer gradients,
            @Nullable CudaBuffer dInput,
            @Nullable CudaBuffer dNoise) {
        throw new UnsupportedOperationException("CudaChainTape has no kernels yet");
    }
}
