package t2drl.kernel.plain;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.ChainShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.SharedShape;

/** An actor, one cell at a time. */
interface PlainActor {
    int steps();

    /** Cell {@code cell}; see {@link t2drl.kernel.PolicyKernels#act}. */
    void act(PlainWork work, int cell, int users, float[] state, float @Nullable [] noise, float[] action);

    /** Not by a switch over types, which takes 5 ms when Java first meets one. */
    static PlainActor of(int lanes, NetworkShape shape, float[] parameters) {
        if (shape instanceof SharedChainShape chain) {
            return new PlainSharedChain(lanes, chain, parameters);
        }
        if (shape instanceof ChainShape chain) {
            return new PlainChain(chain, parameters);
        }
        if (shape instanceof SharedShape net) {
            return new SharedActor(
                    net, PlainDense.of(net.layout(), "net.1", parameters), new PlainShared(lanes, net, parameters));
        }
        return new MlpActor((MlpShape) shape, new PlainMlp((MlpShape) shape, parameters));
    }

    /** The shared family's deterministic actor. */
    record SharedActor(SharedShape shape, PlainDense first, PlainShared body) implements PlainActor {
        @Override
        public int steps() {
            return 0;
        }

        @Override
        public void act(PlainWork work, int cell, int users, float[] state, float @Nullable [] noise, float[] action) {
            body.ensure(work, users, 0);
            first.forward(users, state, cell * users * shape.inputs(), work.h1);
            PlainMath.activate(shape.activation(), users * body.width, work.h1);
            body.forward(work, users);
            System.arraycopy(work.outputs, 0, action, cell * 2 * users, 2 * users);
        }
    }

    /** The flat family's deterministic actor. */
    record MlpActor(MlpShape shape, PlainMlp net) implements PlainActor {
        @Override
        public int steps() {
            return 0;
        }

        @Override
        public void act(PlainWork work, int cell, int users, float[] state, float @Nullable [] noise, float[] action) {
            net.forward(work, state, cell * shape.inputs(), action, cell * shape.outputs());
        }
    }
}
