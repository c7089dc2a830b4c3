package t2drl.kernel.plain;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.MapShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.PolicyKernels;
import t2drl.kernel.TrainedPolicy;

/**
 * A trained policy in plain Java, for Java without the Vector API and until that has started; then {@code t2drl.kernel.vector.VectorPolicy} decides many times as fast, with the same bits.
 */
public final class PlainPolicy implements PolicyKernels.Source {
    private final int lanes;
    private final PlainActor actor;
    private final PlainCritic critic;
    private final PlainMlp q;
    private final MapShape mapShape;

    /** {@code lanes}, a power of two: numbers in a vector, whose sums' order is followed. */
    public PlainPolicy(int lanes, TrainedPolicy policy) {
        this.lanes = lanes;
        actor = PlainActor.of(lanes, policy.actor().shape(), policy.actor().parameters());
        critic = PlainCritic.of(lanes, policy.critic().shape(), policy.critic().parameters());
        q = new PlainMlp((MlpShape) policy.q().shape(), policy.q().parameters());
        mapShape = policy.map();
    }

    @Override
    public PolicyKernels kernels() {
        return new Kernels();
    }

    private final class Kernels implements PolicyKernels {
        private final PlainWork work = new PlainWork();
        private final PlainMap map = new PlainMap(lanes, mapShape);

        @Override
        public boolean finite(float[] numbers, int from, int n) {
            float sum = 0;
            for (int i = from; i < from + n; i++) {
                sum += 0 * numbers[i];
            }
            return sum == 0;
        }

        @Override
        public int steps() {
            return actor.steps();
        }

        @Override
        public void act(int cells, int users, float[] state, float @Nullable [] noise, float[] action) {
            for (int c = 0; c < cells; c++) {
                actor.act(work, c, users, state, noise, action);
            }
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
            for (int c = 0; c < cells; c++) {
                level[c] = map.forward(c, users, action, hit, a3, b, f, xi);
            }
        }

        @Override
        public void value(int cells, int users, float[] state, float[] action, float[] b, float[] f, float[] values) {
            for (int c = 0; c < cells; c++) {
                critic.value(work, c, users, state, action, b, f, values);
            }
        }

        @Override
        public void cacheValues(float[] state, float[] values) {
            q.forward(work, state, 0, values, 0);
        }
    }
}
