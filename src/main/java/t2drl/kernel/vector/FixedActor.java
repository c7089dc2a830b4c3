package t2drl.kernel.vector;

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
