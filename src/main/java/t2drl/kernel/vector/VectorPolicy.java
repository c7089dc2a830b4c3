package t2drl.kernel.vector;

import jdk.incubator.vector.VectorShape;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.MapShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.PolicyKernels;
import t2drl.kernel.TrainedPolicy;

/** A trained policy on the Vector API: weights are packed once, and read by any number of threads. */
public final class VectorPolicy implements PolicyKernels.Source {
    private final FixedActor actor;
    private final FixedCritic critic;
    private final FixedMlp q;
    private final MapShape map;
    private final ActionMap[] maps; // by number of users, made when first needed

    /** For cells of up to {@code maxUsers} users. */
    public VectorPolicy(TrainedPolicy policy, int maxUsers) {
        actor = FixedActor.of(policy.actor().shape(), policy.actor().parameters());
        critic = FixedCritic.of(policy.critic().shape(), policy.critic().parameters());
        q = new FixedMlp((MlpShape) policy.q().shape(), policy.q().parameters());
        map = policy.map();
        maps = new ActionMap[maxUsers + 1];
    }

    /** Numbers of single precision in a vector. */
    public static int lanes() {
        // VectorMath.LANES takes 20 ms to start.
        return Math.min(VectorMath.MOST_LANES, VectorShape.preferredShape().vectorBitSize() / Float.SIZE);
    }

    @Override
    public PolicyKernels kernels() {
        return new Kernels();
    }

    private ActionMap map(int users) {
        ActionMap found = maps[users];
        if (found == null) {
            found = new ActionMap(map.withUsers(users));
            maps[users] = found;
        }
        return found;
    }

    private final class Kernels implements PolicyKernels {
        private final FixedWork actorWork = new FixedWork();
        private final FixedWork criticWork = new FixedWork();
        private final FixedWork cacheWork = new FixedWork();

        @Override
        public boolean finite(float[] numbers, int from, int n) {
            return FiniteCheck.all(numbers, from, n);
        }

        @Override
        public int steps() {
            return actor.steps();
        }

        @Override
        public void act(int cells, int users, float[] state, float @Nullable [] noise, float[] action) {
            actor.forward(actorWork, cells, users, state, noise, action);
        }

        @Override
        public void map(
                int cells,
                int users,
                float[] action,
                float[] hit,
                float[] a3,
                float[] b,
                float[] f,
                float[] xi,
                float[] level) {
            VectorPolicy.this.map(users).forward(0, cells, action, hit, a3, b, f, xi, level);
        }

        @Override
        public void value(int cells, int users, float[] state, float[] action, float[] b, float[] f, float[] values) {
            critic.forward(criticWork, cells, users, state, action, b, f, values);
        }

        @Override
        public void cacheValues(float[] state, float[] values) {
            q.forward(cacheWork, 1, state, values);
        }
    }
}
