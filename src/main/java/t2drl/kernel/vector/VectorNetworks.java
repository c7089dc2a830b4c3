package t2drl.kernel.vector;

import static t2drl.kernel.vector.FloatBlock.of;

import java.util.List;
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
    private final Products products;
    private final OpStream stream;
    private final Workers workers;
    private final CellStream cells;
    private final int slots;
    private final Buffer noNoise;

    VectorNetworks(Products products, OpStream stream, Workers workers, CellStream cells) {
        this.products = products;
        this.stream = stream;
        this.workers = workers;
        this.cells = cells;
        slots = Math.min(workers.count(), Partition.MAX_GROUPS);
        noNoise = new FloatBlock(0, stream);
    }

    @Override
    public Tape tape(MlpShape shape, int rows, boolean training) {
        return new MlpTape(products, shape, rows, slots, training);
    }

    @Override
    public Tape tape(SharedShape shape, int cells, boolean training) {
        return new SharedNetTape(products, shape, cells, slots, training);
    }

    @Override
    public Tape tape(ChainShape shape, int rows, boolean training) {
        return new ChainTape(products, shape, rows, slots, training);
    }

    @Override
    public Tape tape(SharedChainShape shape, int cells, boolean training) {
        return new SharedChainTape(products, shape, cells, slots, training);
    }

    @Override
    public void mlpForward(Tape tape, Buffer parameters, Buffer x, Buffer y) {
        forward(own(tape, MlpTape.class), parameters, x, noNoise, y);
    }

    @Override
    public void mlpBackward(
            Tape tape, Buffer parameters, Buffer x, Buffer dy, @Nullable Buffer gradients, @Nullable Buffer dx) {
        backward(own(tape, MlpTape.class), parameters, x, dy, gradients, dx, 0, null);
    }

    @Override
    public void sharedForward(Tape tape, Buffer parameters, Buffer x, Buffer y) {
        forward(own(tape, SharedNetTape.class), parameters, x, noNoise, y);
    }

    @Override
    public void sharedBackward(
            Tape tape, Buffer parameters, Buffer x, Buffer dy, @Nullable Buffer gradients, @Nullable Buffer dx) {
        sharedBackward(tape, parameters, x, dy, gradients, dx, 0);
    }

    @Override
    public void sharedBackward(
            Tape tape,
            Buffer parameters,
            Buffer x,
            Buffer dy,
            @Nullable Buffer gradients,
            @Nullable Buffer dx,
            int from) {
        backward(own(tape, SharedNetTape.class), parameters, x, dy, gradients, dx, from, null);
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
        backward(own(tape, ChainTape.class), parameters, state, dAction, gradients, dState, 0, dNoise);
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
        backward(own(tape, SharedChainTape.class), parameters, state, dAction, gradients, dState, 0, dNoise);
    }

    @Override
    public void activation(Activation activation, Buffer x, Buffer value, Buffer derivative) {
        stream.submit(() -> {
            System.arraycopy(of(x), 0, of(value), 0, x.length());
            Rows.activate(activation, x.length(), of(value), 0, of(derivative), 0);
        });
    }

    private void forward(VectorTape tape, Buffer parameters, Buffer input, Buffer noise, Buffer output) {
        Forward forward = new Forward(tape, of(parameters), of(input), of(noise), of(output));
        tape.lastForward = forward;
        cells.submit(tape.partition, forward);
    }

    private void backward(
            VectorTape tape,
            Buffer parameters,
            Buffer input,
            Buffer dOutput,
            @Nullable Buffer gradients,
            @Nullable Buffer dInput,
            int from,
            @Nullable Buffer dNoise) {
        if (!tape.training) {
            throw new IllegalArgumentException("a tape made for inference has no backward pass");
        }
        Forward forward = tape.lastForward;
        Backward backward = new Backward(
                tape, of(parameters), of(input), of(dOutput), orNull(gradients), orNull(dInput), from, orNull(dNoise));
        cells.submit(tape.partition, backward);
        if (forward != null && cells.inLastRun(forward) && cells.inLastRun(backward)) {
            forward.passing = true;
            backward.passing = true;
        }
        if (gradients != null) {
            stream.submit(workers.parallel(tape.sum.segments(), segment -> tape.sum.add(segment, of(gradients))));
            stream.submit(() -> {
                tape.hoisted.add(tape.hoistedSums);
                tape.finishGradients(of(parameters), of(gradients));
            });
        }
    }

    /** A forward pass of some chunks. */
    static final class Forward implements CellStream.Op {
        private final VectorTape tape;
        private final float[] parameters;
        private final float[] input;
        private final float[] noise;
        private final float[] output;
        private boolean passing;

        Forward(VectorTape tape, float[] parameters, float[] input, float[] noise, float[] output) {
            this.tape = tape;
            this.parameters = parameters;
            this.input = input;
            this.noise = noise;
            this.output = output;
        }

        @Override
        public boolean conflicts(CellStream.Op earlier) {
            return earlier instanceof Forward other && other.tape == tape;
        }

        @Override
        public List<Runnable> preparations() {
            return tape.packing.stream()
                    .<Runnable>map(step -> () -> step.accept(parameters))
                    .toList();
        }

        @Override
        public void before() {
            tape.begin(passing);
        }

        @Override
        public void run(int worker, int group, int first, int count) {
            tape.forward(worker, first, count, parameters, input, noise, output);
        }
    }

    private static final class Backward implements CellStream.Op {
        private final VectorTape tape;
        private final float[] parameters;
        private final float[] input;
        private final float[] dOutput;
        private final float @Nullable [] gradients;
        private final float @Nullable [] dInput;
        private final int from;
        private final float @Nullable [] dNoise;
        private boolean passing;

        Backward(
                VectorTape tape,
                float[] parameters,
                float[] input,
                float[] dOutput,
                float @Nullable [] gradients,
                float @Nullable [] dInput,
                int from,
                float @Nullable [] dNoise) {
            this.tape = tape;
            this.parameters = parameters;
            this.input = input;
            this.dOutput = dOutput;
            this.gradients = gradients;
            this.dInput = dInput;
            this.from = from;
            this.dNoise = dNoise;
        }

        @Override
        public void before() {
            if (!passing) {
                tape.requireKept();
            }
        }

        @Override
        public void run(int worker, int group, int first, int count) {
            tape.backward(worker, group, first, count, parameters, input, dOutput, gradients, dInput, from, dNoise);
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
