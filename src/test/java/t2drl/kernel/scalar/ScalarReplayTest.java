package t2drl.kernel.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Indices;
import t2drl.kernel.RandomStream;
import t2drl.kernel.ReplayKernels;

class ScalarReplayTest {
    private final Lab lab = new Lab(1);
    private final ReplayKernels kernels = lab.device.replay();

    @Test
    void theRingWrapsInTheMiddleOfAStore() {
        int capacity = 5;
        Buffer ring = lab.poisoned(capacity * 2);
        Indices indexRing = lab.device.indices(capacity);
        Counter stores = lab.device.counter();
        for (int t = 0; t < 4; t++) {
            // row number n holds (n, -n)
            int n = 3 * t;
            Buffer in = lab.of(n, -n, n + 1, -n - 1, n + 2, -n - 2);
            kernels.store(3, capacity, stores, new ReplayKernels.RowCopy(2, in, ring));
            Indices rows = lab.device.indices(3);
            rows.write(n, n + 1, n + 2);
            kernels.store(3, rows, capacity, stores, indexRing);
            stores.set(t + 1);
        }
        // rows 7 .. 11 remain, row n in slot n % 5
        assertThat(ring.toArray()).containsExactly(10, -10, 11, -11, 7, -7, 8, -8, 9, -9);
        assertThat(indexRing.toArray()).containsExactly(10, 11, 7, 8, 9);

        Indices slots = lab.device.indices(3);
        slots.write(4, 0, 4);
        Buffer rows = lab.poisoned(6);
        Indices gathered = lab.device.indices(3);
        kernels.gather(slots, new ReplayKernels.RowCopy(2, ring, rows));
        kernels.gather(slots, indexRing, gathered);
        assertThat(rows.toArray()).containsExactly(9, -9, 10, -10, 9, -9);
        assertThat(gathered.toArray()).containsExactly(9, 10, 9);
    }

    @Test
    void samplesAreUniformAmongTheRowsStored() {
        int draws = 30_000;
        RandomStream stream = new RandomStream(42, 1);
        Counter step = lab.device.counter();
        Counter stores = lab.device.counter();
        Indices out = lab.device.indices(draws);
        stores.set(2);
        kernels.sample(stream, step, 3, 100, stores, out);
        int[] counts = new int[6];
        Arrays.stream(out.toArray()).forEach(slot -> counts[slot]++);
        // each count is binomial with mean 5000 and deviation 65
        assertThat(Arrays.stream(counts)).allMatch(count -> Math.abs(count - 5000) < 330);

        stores.set(1L << 40);
        kernels.sample(stream, step, 3, 100, stores, out);
        assertThat(Arrays.stream(out.toArray()).distinct().sorted().toArray())
                .hasSize(100)
                .startsWith(0)
                .endsWith(99);
        int[] before = out.toArray();
        step.set(1);
        kernels.sample(stream, step, 3, 100, stores, out);
        assertThat(out.toArray()).isNotEqualTo(before);
    }

    @Test
    void samplingNothingIsRefused() {
        Counter counter = lab.device.counter();
        Indices out = lab.device.indices(1);
        assertThatThrownBy(() -> kernels.sample(new RandomStream(1, 1), counter, 3, 10, counter, out))
                .isInstanceOf(IllegalStateException.class);
    }
}
