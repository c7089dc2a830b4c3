package t2drl.kernel.scalar;

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

/** Forward and backward passes: checks the memory and hands it to the tape, which knows its network. */
final class ScalarNetworks implements NetworkKernels {
    private final OpStream ops;

    ScalarNetworks(OpStream ops) {
        this.ops = ops;
    }

    @Override
    public Tape tape(MlpShape shape, int rows, boolean training) {
        return NetworkTape.of(shape, rows, training);
    }

    @Override
    public Tape tape(SharedShape shape, int cells, boolean training) {
        return NetworkTape.of(shape, cells, training);
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
        forward(networkTape(tape, MlpShape.class), parameters, x, y);
    }

    @Override
    public void mlpBackward(
            Tape tape, Buffer parameters, Buffer x, Buffer dy, @Nullable Buffer gradients, @Nullable Buffer dx) {
        backward(networkTape(tape, MlpShape.class), parameters, x, dy, gradients, dx);
    }

    @Override
    public void sharedForward(Tape tape, Buffer parameters, Buffer x, Buffer y) {
        forward(networkTape(tape, SharedShape.class), parameters, x, y);
    }

    @Override
    public void sharedBackward(
            Tape tape, Buffer parameters, Buffer x, Buffer dy, @Nullable Buffer gradients, @Nullable Buffer dx) {
        backward(networkTape(tape, SharedShape.class), parameters, x, dy, gradients, dx);
    }

    private void forward(NetworkTape tape, Buffer parameters, Buffer x, Buffer y) {
        double[] p = Memory.of(parameters, tape.shape.layout().size());
        double[] in = Memory.of(x, tape.rows * tape.inputs);
        double[] out = Memory.of(y, tape.rows * tape.outputs);
        ops.submit(() -> tape.forward(p, in, out));
    }

    private void backward(
            NetworkTape tape, Buffer parameters, Buffer x, Buffer dy, @Nullable Buffer gradients, @Nullable Buffer dx) {
        tape.requireTraining();
        int size = tape.shape.layout().size();
        double[] p = Memory.of(parameters, size);
        double[] in = Memory.of(x, tape.rows * tape.inputs);
        double[] dOut = Memory.of(dy, tape.rows * tape.outputs);
        double[] dp = Memory.ofNullable(gradients, size);
        double[] dIn = Memory.ofNullable(dx, tape.rows * tape.inputs);
        ops.submit(() -> tape.backward(p, in, dOut, dp, dIn));
    }

    @Override
    public void chainForward(Tape tape, Buffer parameters, Buffer state, Buffer noise, Buffer action) {
        ChainTape chain = ownTape(tape, ChainTape.class);
        ChainShape shape = chain.shape;
        int actions = chain.rows * shape.action();
        double[] p = Memory.of(parameters, shape.layout().size());
        double[] s = Memory.of(state, chain.rows * shape.state());
        double[] z = Memory.of(noise, shape.schedule().steps() * actions);
        double[] a = Memory.of(action, actions);
        ops.submit(() -> chain.forward(p, s, z, a));
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
        ChainTape chain = ownTape(tape, ChainTape.class);
        chain.requireTraining();
        ChainShape shape = chain.shape;
        int size = shape.layout().size();
        int states = chain.rows * shape.state();
        int actions = chain.rows * shape.action();
        double[] p = Memory.of(parameters, size);
        double[] s = Memory.of(state, states);
        double[] da = Memory.of(dAction, actions);
        double[] dp = Memory.ofNullable(gradients, size);
        double[] ds = Memory.ofNullable(dState, states);
        double[] dz = Memory.ofNullable(dNoise, actions);
        ops.submit(() -> chain.backward(p, s, da, dp, ds, dz));
    }

    @Override
    public void sharedChainForward(Tape tape, Buffer parameters, Buffer state, Buffer noise, Buffer action) {
        SharedChainTape chain = ownTape(tape, SharedChainTape.class);
        SharedChainShape shape = chain.shape;
        int actions = chain.cells * 2 * shape.users();
        double[] p = Memory.of(parameters, shape.layout().size());
        double[] s = Memory.of(state, chain.cells * shape.users() * shape.features());
        double[] z = Memory.of(noise, shape.schedule().steps() * actions);
        double[] a = Memory.of(action, actions);
        ops.submit(() -> chain.forward(p, s, z, a));
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
        SharedChainTape chain = ownTape(tape, SharedChainTape.class);
        chain.requireTraining();
        SharedChainShape shape = chain.shape;
        int size = shape.layout().size();
        int states = chain.cells * shape.users() * shape.features();
        int actions = chain.cells * 2 * shape.users();
        double[] p = Memory.of(parameters, size);
        double[] s = Memory.of(state, states);
        double[] da = Memory.of(dAction, actions);
        double[] dp = Memory.ofNullable(gradients, size);
        double[] ds = Memory.ofNullable(dState, states);
        double[] dz = Memory.ofNullable(dNoise, actions);
        ops.submit(() -> chain.backward(p, s, da, dp, ds, dz));
    }

    @Override
    public void activation(Activation activation, Buffer x, Buffer value, Buffer derivative) {
        double[] in = Memory.of(x);
        double[] v = Memory.of(value, in.length);
        double[] d = Memory.of(derivative, in.length);
        ops.submit(() -> {
            for (int i = 0; i < in.length; i++) {
                v[i] = ScalarActivation.value(activation, in[i]);
                d[i] = ScalarActivation.derivative(activation, in[i]);
            }
        });
    }

    private static NetworkTape networkTape(Tape tape, Class<?> shape) {
        NetworkTape own = ownTape(tape, NetworkTape.class);
        if (!shape.isInstance(own.shape)) {
            throw otherTape();
        }
        return own;
    }

    private static <T extends Tape> T ownTape(Tape tape, Class<T> kind) {
        if (!kind.isInstance(tape)) {
            throw otherTape();
        }
        return kind.cast(tape);
    }

    private static IllegalArgumentException otherTape() {
        return new IllegalArgumentException("the tape belongs to another kind of network or to another device");
    }
}
