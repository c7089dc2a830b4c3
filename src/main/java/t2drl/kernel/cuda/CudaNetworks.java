package t2drl.kernel.cuda;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.Activation;
import t2drl.kernel.Buffer;
import t2drl.kernel.ChainShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkKernels;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.SharedShape;
import t2drl.kernel.Tape;

/** Forward and backward passes on a GPU. */
final class CudaNetworks implements NetworkKernels {
    private final CudaStream stream;
    private final CudaDevice device;

    CudaNetworks(CudaStream stream, CudaDevice device) {
        this.stream = stream;
        this.device = device;
    }

    @Override
    public Tape tape(MlpShape shape, int rows, boolean training) {
        throw new UnsupportedOperationException("tape is not there yet on the device cuda");
    }

    @Override
    public Tape tape(SharedShape shape, int cells, boolean training) {
        throw new UnsupportedOperationException("tape is not there yet on the device cuda");
    }

    @Override
    public Tape tape(ChainShape shape, int rows, boolean training) {
        throw new UnsupportedOperationException("tape is not there yet on the device cuda");
    }

    @Override
    public Tape tape(SharedChainShape shape, int cells, boolean training) {
        throw new UnsupportedOperationException("tape is not there yet on the device cuda");
    }

    @Override
    public void mlpForward(Tape tape, Buffer parameters, Buffer x, Buffer y) {
        throw new UnsupportedOperationException("mlpForward is not there yet on the device cuda");
    }

    @Override
    public void mlpBackward(
            Tape tape, Buffer parameters, Buffer x, Buffer dy, @Nullable Buffer gradients, @Nullable Buffer dx) {
        throw new UnsupportedOperationException("mlpBackward is not there yet on the device cuda");
    }

    @Override
    public void sharedForward(Tape tape, Buffer parameters, Buffer x, Buffer y) {
        throw new UnsupportedOperationException("sharedForward is not there yet on the device cuda");
    }

    @Override
    public void sharedBackward(
            Tape tape, Buffer parameters, Buffer x, Buffer dy, @Nullable Buffer gradients, @Nullable Buffer dx) {
        throw new UnsupportedOperationException("sharedBackward is not there yet on the device cuda");
    }

    @Override
    public void chainForward(Tape tape, Buffer parameters, Buffer state, Buffer noise, Buffer action) {
        throw new UnsupportedOperationException("chainForward is not there yet on the device cuda");
    }

    @Override
    public void chainBackward(
            Tape tape,
            Buffer parameters,
            Buffer state,
            Buffer dAction,
            @Nullable Buffer gradients,
            @Nullable Buffer dState,
            @Nullable Buffer dNoise) {
        throw new UnsupportedOperationException("chainBackward is not there yet on the device cuda");
    }

    @Override
    public void sharedChainForward(Tape tape, Buffer parameters, Buffer state, Buffer noise, Buffer action) {
        throw new UnsupportedOperationException("sharedChainForward is not there yet on the device cuda");
    }

    @Override
    public void sharedChainBackward(
            Tape tape,
            Buffer parameters,
            Buffer state,
            Buffer dAction,
            @Nullable Buffer gradients,
            @Nullable Buffer dState,
            @Nullable Buffer dNoise) {
        throw new UnsupportedOperationException("sharedChainBackward is not there yet on the device cuda");
    }

    @Override
    public void activation(Activation activation, Buffer x, Buffer value, Buffer derivative) {
        throw new UnsupportedOperationException("activation is not there yet on the device cuda");
    }
}
