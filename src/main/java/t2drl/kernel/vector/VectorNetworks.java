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

    VectorNetworks(OpStream stream, Workers workers) {
        this.stream = stream;
        this.workers = workers;
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
        MlpTape t = (MlpTape) tape;
        stream.submit(() -> t.prepare(of(parameters)));
        stream.submit(workers.parallel(t.partition.groups(), g -> t.forward(g, of(parameters), of(x), of(y))));
    }

    @Override
    public void mlpBackward(
            Tape tape, Buffer parameters, Buffer x, Buffer dy, @Nullable Buffer gradients, @Nullable Buffer dx) {
        MlpTape t = (MlpTape) tape;
        requireTraining(t.training());
        boolean sum = gradients != null;
        float[] inputs = orNull(dx);
        stream.submit(
                workers.parallel(t.partition.groups(), g -> t.backward(g, of(parameters), of(x), of(dy), sum, inputs)));
        sum(t.sum, gradients);
    }

    @Override
    public void sharedForward(Tape tape, Buffer parameters, Buffer x, Buffer y) {
        SharedNetTape t = (SharedNetTape) tape;
        stream.submit(() -> t.prepare(of(parameters)));
        stream.submit(workers.parallel(t.partition.groups(), g -> t.forward(g, of(parameters), of(x), of(y))));
    }

    @Override
    public void sharedBackward(
            Tape tape, Buffer parameters, Buffer x, Buffer dy, @Nullable Buffer gradients, @Nullable Buffer dx) {
        SharedNetTape t = (SharedNetTape) tape;
        requireTraining(t.training());
        boolean sum = gradients != null;
        float[] inputs = orNull(dx);
        stream.submit(
                workers.parallel(t.partition.groups(), g -> t.backward(g, of(parameters), of(x), of(dy), sum, inputs)));
        sum(t.sum, gradients);
    }

    @Override
    public void chainForward(Tape tape, Buffer parameters, Buffer state, Buffer noise, Buffer action) {
        ChainTape t = (ChainTape) tape;
        stream.submit(() -> t.prepare(of(parameters)));
        stream.submit(workers.parallel(
                t.partition.groups(), g -> t.forward(g, of(parameters), of(state), of(noise), of(action))));
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
        ChainTape t = (ChainTape) tape;
        requireTraining(t.training());
        boolean sum = gradients != null;
        float[] states = orNull(dState);
        float[] noises = orNull(dNoise);
        stream.submit(workers.parallel(
                t.partition.groups(), g -> t.backward(g, of(parameters), of(state), of(dAction), sum, states, noises)));
        sum(t.sum, gradients);
        if (gradients != null) {
            stream.submit(() -> t.finishGradients(of(parameters), of(gradients)));
        }
    }

    @Override
    public void sharedChainForward(Tape tape, Buffer parameters, Buffer state, Buffer noise, Buffer action) {
        SharedChainTape t = (SharedChainTape) tape;
        stream.submit(() -> t.prepare(of(parameters)));
        stream.submit(workers.parallel(
                t.partition.groups(), g -> t.forward(g, of(parameters), of(state), of(noise), of(action))));
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
        SharedChainTape t = (SharedChainTape) tape;
        requireTraining(t.training());
        boolean sum = gradients != null;
        float[] states = orNull(dState);
        float[] noises = orNull(dNoise);
        stream.submit(workers.parallel(
                t.partition.groups(), g -> t.backward(g, of(parameters), of(state), of(dAction), sum, states, noises)));
        sum(t.sum, gradients);
    }

    @Override
    public void activation(Activation activation, Buffer x, Buffer value, Buffer derivative) {
        stream.submit(() -> {
            System.arraycopy(of(x), 0, of(value), 0, x.length());
            Rows.activate(activation, x.length(), of(value), of(derivative), 0);
        });
    }

    private void sum(GradientSum sum, @Nullable Buffer gradients) {
        if (gradients != null) {
            stream.submit(workers.parallel(sum.segments(), segment -> sum.sum(segment, of(gradients))));
        }
    }

    private static float @Nullable [] orNull(@Nullable Buffer buffer) {
        return buffer == null ? null : of(buffer);
    }

    private static void requireTraining(boolean training) {
        if (!training) {
            throw new IllegalArgumentException("a tape made for inference has no backward pass");
        }
    }
}
