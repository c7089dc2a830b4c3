package t2drl.kernel.vector;

import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.ChainShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.SharedShape;

/**
 * A trained actor: {@code state [cells, users, features]} to raw actions {@code [cells, 2 * users]}. Weights are packed once; any number of threads may decide
 * at once, each with its own {@link FixedWork}.
 */
public interface FixedActor {
    /** Steps of its reverse chain; 0 if it has none. */
    int steps();

    /** {@code noise [cells, steps, 2 * users]}, of each cell a_L, z_L .. z_2; null stands for zeros. Flat actors need the number of users of their shape. */
    void forward(FixedWork work, int cells, int users, float[] state, float @Nullable [] noise, float[] action);

    static FixedActor of(NetworkShape shape, float[] parameters) {
        return switch (shape) {
            case SharedChainShape chain -> new FixedSharedChain(chain, parameters);
            case SharedShape net -> new FixedSharedActor(net, parameters);
            case ChainShape chain -> new FixedChain(chain, parameters);
            case MlpShape mlp -> new FixedMlpActor(new FixedMlp(mlp, parameters));
        };
    }

    /** Whether all numbers of a state are finite. */
    static boolean finite(float[] state) {
        FloatVector sums = FloatVector.zero(VectorMath.SPECIES);
        int i = 0;
        for (; i + VectorMath.LANES <= state.length; i += VectorMath.LANES) {
            sums = FloatVector.fromArray(VectorMath.SPECIES, state, i).fma(VectorMath.splat(0), sums);
        }
        float sum = VectorMath.sum(sums);
        for (; i < state.length; i++) {
            sum += 0 * state[i];
        }
        return sum == 0;
    }

    /** The flat family's deterministic actor. */
    record FixedMlpActor(FixedMlp net) implements FixedActor {
        @Override
        public int steps() {
            return 0;
        }

        @Override
        public void forward(
                FixedWork work, int cells, int users, float[] state, float @Nullable [] noise, float[] action) {
            net.forward(work, cells, state, action);
        }
    }
}
