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

/** Forward and backward passes on a GPU: checks the memory and hands it to the tape, which knows its network. */
final class CudaNetworks implements NetworkKernels {
    private static final int THREADS = 256;

    private final CudaStream stream;
    private final CudaDevice device;
    private final Buffer noNoise;

    CudaNetworks(CudaStream stream, CudaDevice device) {
        this.stream = stream;
        this.device = device;
        noNoise = device.buffer(0);
    }

    @Override
    public Tape tape(MlpShape shape, int rows, boolean training) {
        return new CudaMlpTape(stream, device, shape, rows, training);
    }

    @Override
    public Tape tape(SharedShape shape, int cells, boolean training) {
        return new CudaSharedTape(stream, device, shape, cells, training);
    }

    @Override
    public Tape tape(ChainShape shape, int rows, boolean training) {
        return new CudaChainTape(stream, device, shape, rows, training);
    }

    @Override
    public Tape tape(SharedChainShape shape, int cells, boolean training) {
        return new CudaSharedChainTape(stream, device, shape, cells, training);
    }

    @Override
    public void mlpForward(Tape tape, Buffer parameters, Buffer x, Buffer y) {
        forward(own(tape, CudaMlpTape.class), parameters, x, noNoise, y);
    }

    @Override
    public void mlpBackward(
            Tape tape, Buffer parameters, Buffer x, Buffer dy, @Nullable Buffer gradients, @Nullable Buffer dx) {
        backward(own(tape, CudaMlpTape.class), parameters, x, dy, gradients, dx, null);
    }

    @Override
    public void sharedForward(Tape tape, Buffer parameters, Buffer x, Buffer y) {
        forward(own(tape, CudaSharedTape.class), parameters, x, noNoise, y);
    }

    @Override
    public void sharedBackward(
            Tape tape, Buffer parameters, Buffer x, Buffer dy, @Nullable Buffer gradients, @Nullable Buffer dx) {
        backward(own(tape, CudaSharedTape.class), parameters, x, dy, gradients, dx, null);
    }

    @Override
    public void chainForward(Tape tape, Buffer parameters, Buffer state, Buffer noise, Buffer action) {
        forward(own(tape, CudaChainTape.class), parameters, state, noise, action);
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
        backward(own(tape, CudaChainTape.class), parameters, state, dAction, gradients, dState, dNoise);
    }

    @Override
    public void sharedChainForward(Tape tape, Buffer parameters, Buffer state, Buffer noise, Buffer action) {
        forward(own(tape, CudaSharedChainTape.class), parameters, state, noise, action);
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
        backward(own(tape, CudaSharedChainTape.class), parameters, state, dAction, gradients, dState, dNoise);
    }

    @Override
    public void activation(Activation activation, Buffer x, Buffer value, Buffer derivative) {
        int n = x.length();
        stream.launch(
                "activation",
                Math.ceilDiv(n, THREADS),
                THREADS,
                CudaBuffer.of(x),
                n,
                activation.ordinal(),
                CudaBuffer.of(value, n),
                CudaBuffer.of(derivative, n));
    }

    private static void forward(CudaTape tape, Buffer parameters, Buffer input, Buffer noise, Buffer output) {
        CudaTape.Sizes sizes = tape.sizes;
        tape.forward(
                CudaBuffer.of(parameters, sizes.parameters()),
                CudaBuffer.of(input, sizes.input()),
                CudaBuffer.of(noise, sizes.noise()),
                CudaBuffer.of(output, sizes.output()));
    }

    private static void backward(
            CudaTape tape,
            Buffer parameters,
            Buffer input,
            Buffer dOutput,
            @Nullable Buffer gradients,
            @Nullable Buffer dInput,
            @Nullable Buffer dNoise) {
        if (!tape.training) {
            throw new IllegalStateException("this tape was made for forward passes only");
        }
        CudaTape.Sizes sizes = tape.sizes;
        tape.backward(
                CudaBuffer.of(parameters, sizes.parameters()),
                CudaBuffer.of(input, sizes.input()),
                CudaBuffer.of(dOutput, sizes.output()),
                CudaBuffer.ofNullable(gradients, sizes.parameters()),
                CudaBuffer.ofNullable(dInput, sizes.input()),
                CudaBuffer.ofNullable(dNoise, sizes.output()));
    }

    private static <T extends CudaTape> T own(Tape tape, Class<T> kind) {
        if (!kind.isInstance(tape)) {
            throw new IllegalArgumentException("the tape belongs to another kind of network or to another device");
        }
        return kind.cast(tape);
    }
}
