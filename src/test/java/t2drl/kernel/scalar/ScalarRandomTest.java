package t2drl.kernel.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.RandomStream;
import t2drl.kernel.host.Philox;

class ScalarRandomTest {
    private static final RandomStream STREAM = new RandomStream(0x1234_5678_9abc_def0L, 3);
    private static final int MANY = 100_001;

    private final Lab lab = new Lab(1);
    private final Counter step = lab.device.counter();

    @Test
    void elementsFollowFromTheWordsOfTheirBlock() {
        step.set(0x7_0000_0005L);
        int n = 10;
        Buffer uniform = lab.poisoned(n);
        Buffer normal = lab.poisoned(n);
        Buffer exponential = lab.poisoned(n);
        lab.device.random().uniform(STREAM, step, uniform);
        lab.device.random().normal(STREAM, step, normal);
        lab.device.random().exponential(STREAM, step, exponential);
        int[] words = new int[4];
        for (int i = 0; i < n; i++) {
            Philox.block(i / 4, step.get(), STREAM.stream(), STREAM.seed(), words);
            double u = Math.scalb((double) (words[i % 4] >>> 8), -24);
            assertThat(uniform.get(i)).isEqualTo(u);
            assertThat(exponential.get(i)).isEqualTo(-Math.log(u + 0x1p-25));
            double radius = Math.sqrt(-2 * Math.log(Math.scalb((words[i % 4 / 2 * 2] >>> 8) + 0.5, -24)));
            double angle = 2 * Math.PI * Math.scalb((double) (words[i % 4 / 2 * 2 + 1] >>> 8), -24);
            double want = i % 2 == 0 ? radius * Math.cos(angle) : radius * Math.sin(angle);
            assertThat(normal.get(i)).isCloseTo(want, within(1e-12));
        }
    }

    @Test
    void everyPartOfTheKeyMatters() {
        double[] base = draw(STREAM, 5);
        assertThat(draw(STREAM, 5)).isEqualTo(base);
        assertThat(draw(STREAM, 6)).isNotEqualTo(base);
        assertThat(draw(STREAM, 5 + (1L << 32))).isNotEqualTo(base);
        assertThat(draw(new RandomStream(STREAM.seed(), 4), 5)).isNotEqualTo(base);
        assertThat(draw(new RandomStream(STREAM.seed() + 1, 3), 5)).isNotEqualTo(base);
        assertThat(draw(new RandomStream(STREAM.seed() + (1L << 32), 3), 5)).isNotEqualTo(base);
    }

    private double[] draw(RandomStream stream, long at) {
        step.set(at);
        Buffer out = lab.poisoned(4);
        lab.device.random().uniform(stream, step, out);
        return out.toArray();
    }

    @Test
    void momentsAreThoseOfTheDistributions() {
        Buffer out = lab.poisoned(MANY);
        double error = 5 / Math.sqrt(MANY);
        lab.device.random().uniform(STREAM, step, out);
        assertThat(Arrays.stream(out.toArray())).allMatch(u -> 0 <= u && u < 1);
        assertThat(moment(out, 1)).isCloseTo(0.5, within(error));
        assertThat(moment(out, 2)).isCloseTo(1 / 3.0, within(error));
        lab.device.random().normal(STREAM, step, out);
        assertThat(moment(out, 1)).isCloseTo(0, within(error));
        assertThat(moment(out, 2)).isCloseTo(1, within(2 * error));
        assertThat(moment(out, 4)).isCloseTo(3, within(10 * error));
        lab.device.random().exponential(STREAM, step, out);
        assertThat(Arrays.stream(out.toArray())).allMatch(x -> x > 0);
        assertThat(moment(out, 1)).isCloseTo(1, within(error));
        assertThat(moment(out, 2)).isCloseTo(2, within(5 * error));
    }

    private static double moment(Buffer x, int power) {
        return Arrays.stream(x.toArray()).map(v -> Math.pow(v, power)).average().orElseThrow();
    }
}
