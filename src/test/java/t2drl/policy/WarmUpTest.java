package t2drl.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import t2drl.kernel.PolicyKernels;

class WarmUpTest {
    private static final Duration PLAIN = Duration.ofMillis(2);

    /** Takes so long for a decision, and nothing from the call {@code fastFrom} on. */
    private static final class Timed implements PolicyKernels {
        private final Duration time;
        private final int fastFrom;
        int calls;

        Timed(Duration time, int fastFrom) {
            this.time = time;
            this.fastFrom = fastFrom;
        }

        @Override
        public boolean finite(float[] numbers, int from, int n) {
            return true;
        }

        @Override
        public int steps() {
            return 3;
        }

        @Override
        public void act(int cells, int users, float[] state, float @Nullable [] noise, float[] action) {
            assertThat(state).hasSize(cells * users * DecisionEngine.FEATURES);
            assertThat(action).hasSize(cells * users * 2);
            if (calls++ < fastFrom) {
                long end = System.nanoTime() + time.toNanos();
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
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
                float[] level) {}

        @Override
        public void value(int cells, int users, float[] state, float[] action, float[] b, float[] f, float[] q) {}

        @Override
        public void cacheValues(float[] state, float[] values) {}
    }

    @Test
    @Timeout(60)
    void endsWhenVectorsAreFaster() {
        Timed vectors = new Timed(PLAIN.multipliedBy(4), 100);

        new WarmUp(vectors, new Timed(PLAIN, Integer.MAX_VALUE), 5).run();

        assertThat(vectors.calls).isBetween(101, 200);
    }

    /** As where Java has no compiler for vectors. */
    @Test
    void goesOnWhileTheyAreNot() throws InterruptedException {
        Timed never = new Timed(PLAIN.multipliedBy(4), Integer.MAX_VALUE);
        Thread warmUp = Thread.ofPlatform()
                .daemon()
                .start(() -> new WarmUp(never, new Timed(PLAIN, Integer.MAX_VALUE), 5).run());

        assertThat(warmUp.join(Duration.ofMillis(500))).isFalse();
    }
}
