package t2drl.kernel.vector;

import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.SharedShape;

/** A trained critic: what actions are worth, one number a cell, the mean over its values. Threads as in {@link FixedActor}. */
interface FixedCritic {
    /**
     * {@code state [cells, users, features]}, {@code action [cells, 2 * users]} and what the action map made of it, {@code b, f [cells, users]}, to {@code q [cells]}.
     */
    void forward(FixedWork work, int cells, int users, float[] state, float[] action, float[] b, float[] f, float[] q);

    static FixedCritic of(NetworkShape shape, float[] parameters) {
        return switch (shape) {
            case SharedShape net -> new FixedSharedCritic(net, parameters);
            case MlpShape mlp -> new FixedFlatCritic(mlp, parameters);
            default -> throw new IllegalArgumentException(shape + " is no critic's");
        };
    }
}
