package t2drl.kernel.vector;

import static t2drl.kernel.vector.FloatBlock.of;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.Activation;
import t2drl.kernel.Buffer;
import t2drl.kernel.ChainShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkKernels;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.SharedShape;
import t2drl.kernel.Tape;
import t2drl.kernel.host.OpStream;

/** Networks on CPU vectors: every call first refreshes the packed weights, then runs the tape's groups in parallel. */
final class VectorNetworks implements NetworkKernels {
    private final OpStream stream;
    private final Workers workers;
    private final Buffer noNoise;

    VectorNetworks(OpStream stream, Workers workers) {
        this.stream = stream;
        this.workers = workers;
        noNoise = new FloatBlock(0, stream);
    }

    @Override
    public Tape tape(MlpShape shape, int rows, boolean training) {
        return new MlpTape(shape, rows, training);
    }

    @Override
    public Tape tape(SharedShape shape, int cells, boolean training) {
        return new SharedNetTape(shape, cells, training);
    }

    @Override
    public Tape tape(ChainShape shape, int rows, boolean training) {
        return new ChainTape(shape, rows, training);
    }

    @Override
    public Tape tape(SharedChainShape shape, int cells, boolean training) {
        return new SharedChainTape(shape, cells, training);
    }

    @Override
    public void mlpForward(Tape tape, Buffer parameters, Buffer x, Buffer y) {
        forward(own(tape, MlpTape.class), parameters, x, noNoise, y);
    }

    @Override
    public void mlpBackward(
            Tape tape, Buffer parameters, Buffer x, Buffer dy, @Nullable Buffer gradients, @Nullable Buffer dx) {
        backward(own(tape, MlpTape.class), parameters, x, dy, gradients, dx, null);
    }

    @Override
    public void sharedForward(Tape tape, Buffer parameters, Buffer x, Buffer y) {
        forward(own(tape, SharedNetTape.class), parameters, x, noNoise, y);
    }

    @Override
    public void sharedBackward(
            Tape tape, Buffer parameters, Buffer x, Buffer dy, @Nullable Buffer gradients, @Nullable Buffer dx) {
        backward(own(tape, SharedNetTape.class), parameters, x, dy, gradients, dx, null);
    }

    @Override
    public void chainForward(Tape tape, Buffer parameters, Buffer state, Buffer noise, Buffer action) {
        forward(own(tape, ChainTape.class), parameters, state, noise, action);
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
        backward(own(tape, ChainTape.class), parameters, state, dAction, gradients, dState, dNoise);
    }

    @Override
    public void sharedChainForward(Tape tape, Buffer parameters, Buffer state, Buffer noise, Buffer action) {
        forward(own(tape, SharedChainTape.class), parameters, state, noise, action);
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
        backward(own(tape, SharedChainTape.class), parameters, state, dAction, gradients, dState, dNoise);
    }

    @Override
    public void activation(Activation activation, Buffer x, Buffer value, Buffer derivative) {
        stream.submit(() -> {
            System.arraycopy(of(x), 0, of(value), 0, x.length());
            Rows.activate(activation, x.length(), of(value), of(derivative), 0);
        });
    }

    private void forward(VectorTape tape, Buffer parameters, Buffer input, Buffer noise, Buffer output) {
        stream.submit(() -> tape.prepare(of(parameters)));
        stream.submit(workers.parallel(
                tape.partition.groups(), g -> tape.forward(g, of(parameters), of(input), of(noise), of(output))));
    }

    private void backward(
            VectorTape tape,
            Buffer parameters,
            Buffer input,
            Buffer dOutput,
            @Nullable Buffer gradients,
            @Nullable Buffer dInput,
            @Nullable Buffer dNoise) {
        if (!tape.training) {
            throw new IllegalArgumentException("a tape made for inference has no backward pass");
        }
        boolean sum = gradients != null;
        float[] inputs = orNull(dInput);
        float[] noises = orNull(dNoise);
        stream.submit(workers.parallel(
                tape.partition.groups(),
                g -> tape.backward(g, of(parameters), of(input), of(dOutput), sum, inputs, noises)));
        if (gradients != null) {
            stream.submit(workers.parallel(tape.sum.segments(), segment -> tape.sum.sum(segment, of(gradients))));
            stream.submit(() -> tape.finishGradients(of(parameters), of(gradients), tape.hoisted.sumInPlace()));
        }
    }

    private static float @Nullable [] orNull(@Nullable Buffer buffer) {
        return buffer == null ? null : of(buffer);
    }

    private static <T extends VectorTape> T own(Tape tape, Class<T> kind) {
        if (!kind.isInstance(tape)) {
            throw new IllegalArgumentException("the tape belongs to another kind of network or to another device");
        }
        return kind.cast(tape);
    }
}
